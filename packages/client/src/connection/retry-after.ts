// The Retry-After header → milliseconds.
// @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after

const longestRetryAfter = 24 * 60 * 60 * 1000

/** Milliseconds to wait, 0 to 24 hours; `undefined` when the header is missing or says nothing. `date` is now, in ms since 1970. */
export function parseRetryAfter(value: string | null, date: number): number | undefined {
  const text = value ?? ''
  // Every form of an HTTP date has a time of day; without one, engines make dates of nearly anything.
  const delay = /^\d+$/.test(text) ? Number(text) * 1000 : text.includes(':') ? Date.parse(text) - date : NaN
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), longestRetryAfter)
}
