// happy-dom's window with the platform's network: its own fetch adds CORS preflights and its abort error is not the signal's reason.
import { builtinEnvironments, type Environment } from 'vitest/runtime'

const platformGlobals = [
  'fetch',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'Blob',
  'AbortController',
  'AbortSignal',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'TextDecoderStream',
  'TextEncoderStream',
] as const

const domEnvironment: Environment = {
  name: 'dom',
  viteEnvironment: 'client',
  async setup(global, options) {
    const platform = platformGlobals.map((name) => [name, global[name]] as const)
    const environment = await builtinEnvironments['happy-dom'].setup(global, options)
    for (const [name, value] of platform) {
      Object.defineProperty(global, name, { value, configurable: true, writable: true })
    }
    return environment
  },
}

export default domEnvironment
