// A promise → the same, or a time limit, whichever is first. Runs in pages too.

export async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([promise, timeout])
  clearTimeout(timer)
}
