// What runs in the page: msw's worker, the kit, and every client, for the test to drive.
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { setupWorker } from 'msw/browser'
import * as kit from '../../src/index.ts'

const worker = setupWorker()
const tools = { ...kit, fetchEventSource, worker }
declare global {
  interface Window {
    tools: typeof tools
  }
}
window.tools = tools
