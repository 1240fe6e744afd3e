// What code blocks take for granted: functions and types of the reader's own application, and nothing of any package.
// A block that needs more says so in a hidden comment: see tooling/docs/blocks.ts.

declare function show(...what: unknown[]): void
declare function render(...what: unknown[]): void
declare function toast(text: string): void

/** The user's access token; with `renew` another one than before. */
declare function getToken(context: { renew: boolean }): Promise<string>
