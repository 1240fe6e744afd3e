// Two owners of one key → a warning in development, where what they say of the stream differs. Bundles for production are without it.
import { methodOf, type AnyDefinition } from './definition.ts'

/** Bundlers replace this expression, in pages too, and nothing else of `process`: it may not be there. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

export function warnOfConflict(id: string, first: AnyDefinition, second: AnyDefinition): void {
  try {
    if (process.env.NODE_ENV !== 'production' && !isAlike(comparable(first), comparable(second))) {
      console.warn(
        `Two components share stream ${id} with different options: those of the first are in force. Give each its own key.`,
      )
    }
  } catch {
    // Nobody says that this is no production, or what is compared has no end.
  }
}

/** Headers may be secrets, and follow the newest. */
function comparable({ headers: _headers, platform: _platform, ...definition }: AnyDefinition): AnyDefinition {
  return { ...definition, url: String(definition.url), method: methodOf(definition) }
}

/** Functions are made anew by every component: they are alike. So is what has no properties of its own, as a `Map`. */
function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other) || (typeof one === 'function' && typeof other === 'function')) {
    return true
  }
  return (
    isObject(one) &&
    isObject(other) &&
    Object.keys({ ...one, ...other }).every((name) => isAlike(one[name], other[name]))
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
