// A stream → the ways a network can cut it.

type Stream<Piece> = { readonly length: number; slice(start: number, end?: number): Piece }

/** In two, at every place. */
export function* twoCuts<Piece>(stream: Stream<Piece>): Generator<Piece[]> {
  for (let cut = 0; cut <= stream.length; cut++) {
    yield [stream.slice(0, cut), stream.slice(cut)]
  }
}

/** In pieces of one size; the last one may be shorter. */
export function pieces<Piece>(stream: Stream<Piece>, size: number): Piece[] {
  return Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
    stream.slice(index * size, (index + 1) * size),
  )
}
