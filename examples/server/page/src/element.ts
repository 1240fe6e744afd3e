// The page's markup, by id and with the type the code relies on.

/** @throws Error when the page has no such element: page and script do not belong together. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) {
    throw new Error(`Cannot use #${id}: it must be a ${kind.name}, got ${found?.constructor.name ?? 'nothing'}`)
  }
  return found
}

/** A new element: its class, and what it holds. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  made.className = className
  made.append(...content)
  return made
}
