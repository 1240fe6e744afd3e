// To one user on all their devices, to one device, to everyone: each is one event in the log, for whoever is online and whoever comes back.
// Knows the log; the log knows who listens.
import { Router } from 'express'
import { z } from 'zod'
import { HttpError, parseBody } from '../http-error.ts'
import type { EventLog, StoredEvent } from '../log/event-log.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import { findUser } from '../sign-in/users.ts'
import { clientId } from '../stream/subscription.ts'
import { everyone, ofClient, ofUser } from '../topics.ts'

export const textBody = z.strictObject({ text: z.string().trim().min(1).max(2_000) })

export function notifyRoutes({ log, authenticate }: { log: EventLog; authenticate: Authenticate }): Router {
  const router = Router()

  router.post('/users/:id/notify', async (req, res) => {
    const from = await authenticate.byBearer(req)
    const { text } = parseBody(textBody, req.body)
    const { id, seq } = await notify(log, knownUser(req.params.id), from, text)
    res.status(201).json({ id, seq })
  })

  router.post('/users/:id/clients/:client/notify', async (req, res) => {
    const from = await authenticate.byBearer(req)
    const { text } = parseBody(textBody, req.body)
    const client = clientId.safeParse(req.params.client)
    if (!client.success) {
      throw new HttpError(404, 'unknown-client', `Cannot notify: ${JSON.stringify(req.params.client)} is no client ID`)
    }
    const topic = ofClient(knownUser(req.params.id), client.data)
    const { id, seq } = await log.append({ topic, type: 'direct', data: said(from, text) })
    res.status(201).json({ id, seq })
  })

  router.post('/everyone/notify', async (req, res) => {
    const from = await authenticate.byBearer(req)
    const { text } = parseBody(textBody, req.body)
    const { id, seq } = await log.append({ topic: everyone, type: 'announcement', data: said(from, text) })
    res.status(201).json({ id, seq })
  })

  return router
}

/** Resolves once the notification is in the log, whether or not `to` is online. */
export async function notify(log: EventLog, to: string, from: string, text: string): Promise<StoredEvent> {
  return await log.append({ topic: ofUser(to), type: 'notification', data: said(from, text) })
}

function said(from: string, text: string) {
  return { from, text, sentAt: new Date().toISOString() }
}

function knownUser(id: string): string {
  const user = findUser(id)
  if (user === undefined) {
    throw new HttpError(404, 'unknown-user', `Cannot notify: there is no user ${JSON.stringify(id)}`)
  }
  return user.id
}
