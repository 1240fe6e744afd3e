// @microsoft/fetch-event-source needs a window and a document to clean up after itself.

/** Gives this process the two of them, as far as they are used. */
export function pretendPage(): void {
  Object.assign(globalThis, { window: globalThis, document: new EventTarget() })
}
