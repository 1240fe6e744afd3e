// Texts → a `fetch` whose response brings one of them per read, and then ends.
import { mockEventStream, mockFetch } from '@linefeed/msw/fetch'

export function fetchInChunks(texts: string[]): typeof fetch {
  const mock = mockEventStream('https://example.com/')
  mock.script([...texts.map((raw) => ({ raw })), 'end'])
  return mockFetch(mock)
}
