// One user's notices → a list on the page. The component under test: it knows the client, nothing of tests.
import { bearer, createEventStream, json, type RetryOptions, type TokenContext } from '@linefeed/client'

export interface Notice {
  text: string
}

export interface NoticesOptions {
  url: string
  getToken: (context: TokenContext) => string | Promise<string>
  retry?: RetryOptions
}

/** Shows notices in `root` as they come, and what the connection is doing. The returned function is for signing out. */
export function showNotices(root: HTMLElement, { url, getToken, retry = { limit: 5 } }: NoticesOptions): () => void {
  const list = document.createElement('ul')
  const status = document.createElement('p')
  status.setAttribute('role', 'status')
  root.replaceChildren(status, list)

  const stream = createEventStream(url, {
    headers: bearer(getToken),
    decode: { notice: json<Notice>() },
    retry,
    onStateChange(state) {
      const words = {
        idle: '',
        connecting: 'Connecting',
        open: 'Live',
        waiting: 'Connection lost, trying again',
        paused: 'Offline',
        closed: state.phase === 'closed' && state.reason === 'failed' ? 'Could not connect' : 'Signed out',
      }
      status.textContent = words[state.phase]
    },
  })
  stream.on('notice', ({ data }) => {
    const item = document.createElement('li')
    item.textContent = data.text
    list.append(item)
  })

  return () => {
    stream.close()
    list.replaceChildren()
  }
}
