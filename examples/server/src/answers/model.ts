// A stand-in for a language model: a prompt → tokens, each after the delay a real one would take. The same prompt gives the same answer.

export interface Token {
  /** Milliseconds after the token before it. */
  readonly delay: number
  readonly text: string
}

export function answerTo(prompt: string): readonly Token[] {
  const random = seeded(prompt)
  const text = [`You asked: “${prompt.slice(0, 200)}”.`, ...sentences.toSorted(() => random() - 0.5)].join(' ')
  // Tokens are pieces of words, and a word brings the space before it.
  return (text.match(/\s?\S{1,5}/gu) ?? []).map((piece, index) => ({
    delay: index === 0 ? 300 + random() * 400 : 12 + random() * 40 + (/[.:]$/.test(piece) ? 120 : 0),
    text: piece,
  }))
}

const sentences = [
  'No model runs here: these sentences were written beforehand, and their order depends on your question.',
  'They arrive piece by piece, after a pause before the first, as a real model sends them.',
  'Close the page and open it again: the answer was kept, and goes on where you stopped reading.',
  'Cut the connection: the token that was torn in half comes whole after the resume, and nothing is generated twice.',
  'Press stop, and nothing more is generated.',
  'Umlauts (äöü), 漢字 and 🐟 survive all of it.',
]

/** A small generator of randomness that begins the same for the same text (mulberry32). */
function seeded(text: string): () => number {
  let state = Buffer.from(text).reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 7)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
