// The house's floors: which folder or file may import what. Everything not granted here is refused.

/** What one place in the sources may import, besides its own files. */
export interface Floor {
  /** Folder or file, relative to the repository root. The longest match owns a file. */
  place: string
  /** Places of this repository below it. */
  below: string[]
  /** Packages from the registry, as users install them. */
  external: string[]
}

const parser = 'packages/parser/src'
const serializer = `${parser}/serialize.ts`
const client = 'packages/client/src'
const react = 'packages/react/src'
const vue = 'packages/vue/src'
const msw = 'packages/msw/src'

/** All that an adapter needs: it decides nothing about connections. */
const adapted = [`${client}/index.ts`, `${client}/store`]

const errors = [`${client}/errors.ts`, `${client}/report.ts`]
const lower = [`${client}/session`, `${client}/connection`, `${client}/platform`, ...errors, parser]

/** What a client of another shape builds on: these entries, and nothing behind them. */
const entries = { connection: `${client}/connection/index.ts`, session: `${client}/session/index.ts` }
const doors = [entries.connection, entries.session, parser]

/** Bottom to top. A source file that no row owns fails the test. */
export const floors: Floor[] = [
  { place: parser, below: [], external: [] },
  { place: serializer, below: [parser], external: [] },
  { place: `${client}/errors.ts`, below: [parser], external: [] },
  { place: `${client}/report.ts`, below: [`${client}/errors.ts`], external: [] },
  { place: `${client}/platform`, below: [], external: [] },
  { place: `${client}/connection`, below: [`${client}/platform`, ...errors, parser], external: [] },
  {
    place: `${client}/session`,
    below: [`${client}/connection`, `${client}/platform`, ...errors, parser],
    external: [],
  },
  { place: `${client}/readers`, below: [`${client}/session`, ...errors, parser], external: [] },
  { place: client, below: [`${client}/readers`, ...lower], external: [] },
  { place: `${client}/store`, below: [client, `${client}/readers`, ...lower], external: [] },
  { place: `${client}/index.ts`, below: [`${client}/store`, client, `${client}/readers`, ...lower], external: [] },
  { place: react, below: adapted, external: ['react'] },
  { place: vue, below: adapted, external: ['vue'] },
  { place: entries.connection, below: [`${client}/connection`, ...lower], external: [] },
  { place: entries.session, below: [`${client}/session`, ...lower], external: [] },
  { place: 'packages/eventsource/src', below: doors, external: [] },
  { place: 'packages/fetch-event-source/src', below: doors, external: [] },
  // Beside the stack: it must be able to prove parser and client wrong, so it shares nothing with them but the serializer.
  { place: msw, below: [serializer], external: ['msw'] },
]
