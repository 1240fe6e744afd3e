// The document and window that @microsoft/fetch-event-source cannot do without, under the test's hand.
import { onTestFinished, vi } from 'vitest'

export interface StandInPage {
  show(isVisible: boolean): void
}

/** Stands in until the test ends. */
export function standInForPage(isVisible = true): StandInPage {
  const document = Object.assign(new EventTarget(), { hidden: false, visibilityState: 'visible', baseURI: 'http://x/' })
  const show = (visible: boolean): void => {
    Object.assign(document, { hidden: !visible, visibilityState: visible ? 'visible' : 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  }
  show(isVisible)
  vi.stubGlobal('document', document)
  vi.stubGlobal('window', globalThis)
  onTestFinished(() => void vi.unstubAllGlobals())
  return { show }
}
