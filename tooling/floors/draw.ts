// The floors → a Mermaid diagram, which GitHub draws: arrows point to what may be imported.
import { floors } from './floors.ts'

const start = '<!-- floors: written by pnpm run floors -->'
const end = '<!-- /floors -->'

/** `text` with the diagram between its markers. @throws Error when it has not both. */
export function putFloors(text: string): string {
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from === -1 || to < from) {
    throw new Error(`Cannot draw the floors: the text must have ${start} and ${end}, got one or none`)
  }
  return `${text.slice(0, from + start.length)}\n\n\`\`\`mermaid\n${drawFloors()}\n\`\`\`\n\n${text.slice(to)}`
}

function drawFloors(): string {
  const below = new Map(
    floors.map(({ place, below: places }) => [place, [...new Set(places)].filter((one) => one !== place)]),
  )
  const arrows = [...below].flatMap(([place, places]) =>
    places.filter((one) => !isImplied(one, places, below)).map((one) => `  ${idOf(place)} --> ${idOf(one)}`),
  )
  const boxes = [...below.keys()].map((place) => `  ${idOf(place)}["${labelOf(place)}"]`)
  return ['graph TD', ...boxes, ...arrows].join('\n')
}

/** Whether another of the places leads there, so that its own arrow would only be clutter. */
function isImplied(place: string, places: readonly string[], below: ReadonlyMap<string, readonly string[]>): boolean {
  return places.some((other) => other !== place && leadsTo(other, place, below, new Set([place])))
}

function leadsTo(from: string, to: string, below: ReadonlyMap<string, readonly string[]>, seen: Set<string>): boolean {
  const next = below.get(from) ?? []
  return next.includes(to) || next.filter((one) => !seen.has(one)).some((one) => leadsTo(one, to, below, seen.add(one)))
}

function labelOf(place: string): string {
  return place.replace(/^packages\//, '').replace('/src', '')
}

function idOf(place: string): string {
  return labelOf(place).replaceAll(/[^a-z]+/g, '_')
}
