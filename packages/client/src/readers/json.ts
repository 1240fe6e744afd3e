// JSON text → data, checked by a schema if one is given.
// @see https://standardschema.dev
import type { ServerSentEvent } from '@linefeed/parser'
import type { Decoder } from './events.ts'

/** The part of a Standard Schema that is used: zod, valibot, arktype and others have it. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] }

/**
 * Decodes data as JSON. With a schema, as what the schema makes of it; without, as `Data`, which nothing checks.
 * @throws TypeError when it is given something else: `decode: json`, for `decode: json()`, refuses every event so.
 * @example
 * createEventStream('/quotes', { decode: { price: json(z.object({ symbol: z.string(), bid: z.number() })) } })
 */
export function json<Data = unknown>(schema?: undefined): Decoder<Data>
export function json<Output>(schema: StandardSchema<Output>): Decoder<Output>
export function json(schema?: StandardSchema<unknown>): Decoder<unknown> {
  const standard = schema?.['~standard']
  // `decode: json` calls it with each event.
  if (schema && !standard) {
    throw new TypeError('json must be called, or given a Standard Schema: decode: json()')
  }
  return ({ data }: ServerSentEvent) => {
    const value: unknown = JSON.parse(data)
    if (!standard) {
      return value
    }
    const result = standard.validate(value)
    return 'then' in result ? Promise.resolve(result).then(accept) : accept(result)
  }
}

/** Leaves the data as it came: names an event type beside decoded ones. */
export function text(): Decoder<string> {
  return ({ data }) => data
}

function accept<Output>(result: SchemaResult<Output>): Output {
  if (result.issues) {
    throw new TypeError(
      result.issues
        .map(({ message, path }) => [path?.map(segmentName).join('.'), message].filter(Boolean).join(': '))
        .join('; '),
    )
  }
  return result.value
}

function segmentName(segment: unknown): string {
  return String(typeof segment === 'object' && segment !== null && 'key' in segment ? segment.key : segment)
}
