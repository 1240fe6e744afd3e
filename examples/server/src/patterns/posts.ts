// Social notifications: one event per post, whoever follows the author hears it. The fan-out happens at reading: a post by somebody
// with a million followers is as cheap to write as one by somebody with none.
import { Router } from 'express'
import { parseBody } from '../http-error.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import { postsOf } from '../topics.ts'
import { textBody } from './notify.ts'

export function postRoutes({ log, authenticate }: { log: EventLog; authenticate: Authenticate }): Router {
  const router = Router()
  router.post('/posts', async (req, res) => {
    const author = await authenticate.byBearer(req)
    const { text } = parseBody(textBody, req.body)
    const data = { author, text, sentAt: new Date().toISOString() }
    const { id, seq } = await log.append({ topic: postsOf(author), type: 'post', data })
    res.status(201).json({ id, seq })
  })
  return router
}
