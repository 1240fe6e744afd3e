// POST /users/:id/notify: one user's event among many users online. Knows the log; the log knows who listens.
import { Router } from 'express'
import { z } from 'zod'
import { HttpError, parseBody } from './http-error.ts'
import type { EventLog, StoredEvent } from './log/event-log.ts'
import type { Authenticate } from './sign-in/authenticate.ts'
import { findUser } from './sign-in/users.ts'

const notification = z.strictObject({ text: z.string().trim().min(1).max(2_000) })

export function notifyRoutes({ log, authenticate }: { log: EventLog; authenticate: Authenticate }): Router {
  const router = Router()
  router.post('/users/:id/notify', async (req, res) => {
    const from = await authenticate.byBearer(req)
    const { text } = parseBody(notification, req.body)
    const to = findUser(req.params.id)
    if (to === undefined) {
      throw new HttpError(404, 'unknown-user', `Cannot notify: there is no user ${JSON.stringify(req.params.id)}`)
    }
    const { id, seq } = await notify(log, to.id, from, text)
    res.status(201).json({ id, seq })
  })
  return router
}

/** Resolves once the notification is in the log, whether or not `to` is online. */
export async function notify(log: EventLog, to: string, from: string, text: string): Promise<StoredEvent> {
  return await log.append(to, { type: 'notification', data: { from, text, sentAt: new Date().toISOString() } })
}
