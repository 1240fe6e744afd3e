// The Retry-After header → milliseconds.
// @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after

const longestRetryAfter = 24 * 60 * 60 * 1000

/** Milliseconds to wait, 0 to 24 hours; `undefined` when the header is missing or says nothing. `date` is now, in ms since 1970. */
export function parseRetryAfter(value: string | null, date: number): number | undefined {
  if (value === null) {
    return undefined
  }
  // Every form of an HTTP date has a time of day; without one, engines make dates of nearly anything.
  const delay = /^\d+$/.test(value) ? Number(value) * 1000 : value.includes(':') ? Date.parse(value) - date : NaN
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), longestRetryAfter)
}
