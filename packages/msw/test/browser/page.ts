// What runs in the page: msw's worker, the kit, and the clients, for the test to drive.
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { createEventStream } from '@linefeed/client'
import { setupWorker } from 'msw/browser'
import { version } from 'msw/package.json'
import * as kit from '../../src/index.ts'
import { collect } from '../support/read.ts'

const tools = { ...kit, collect, createEventStream, fetchEventSource, worker: setupWorker(), version }

declare global {
  interface Window {
    tools: typeof tools
  }
}
window.tools = tools
