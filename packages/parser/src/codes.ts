// Characters that mean something in a stream, as they come: bytes of UTF-8, or UTF-16 units, which are the same here.
// A file of its own without imports: minifiers then write the numbers where the names stand.

export const lineFeed = 0x0a
export const carriageReturn = 0x0d
export const space = 0x20
export const colon = 0x3a
export const bom = 0xfeff
