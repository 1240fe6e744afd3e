// What the second argument of the constructor may say, besides what the standard allows. No code.
import type { Clock, RequestOptions, SendOptions } from '@linefeed/client/connection'
import type { SourcePage } from './page.ts'

/** The standard's `withCredentials`, and what the native class cannot do. */
export interface EventSourceOptions extends RequestOptions, Pick<SendOptions, 'fetch' | 'redirect'> {
  /** Sends cookies to other origins too. @defaultValue `false` */
  readonly withCredentials?: boolean | undefined
  /** The position to start from. @defaultValue `''`, the start of the stream */
  readonly lastEventId?: string | undefined
  /**
   * Whether sending the same request again, with `Last-Event-ID`, continues the stream. GET and HEAD always may;
   * without it, any other request is made once, and its end closes the source.
   * @defaultValue `false`
   */
  readonly resumable?: boolean | undefined
  /** Stand-ins for what the platform does, for tests. */
  readonly platform?: { readonly clock?: Clock; readonly page?: SourcePage; readonly random?: () => number } | undefined
}
