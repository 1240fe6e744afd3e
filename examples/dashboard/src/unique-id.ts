/** Like `crypto.randomUUID`, which pages on plain HTTP lack: a phone that visits this machine. */
export function uniqueId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
