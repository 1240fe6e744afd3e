// A source file → what the React Compiler makes of it. Whatever it cannot compile is an error: a rule of React is broken there.
import { transformAsync } from '@babel/core'
import presetTypescript from '@babel/preset-typescript'
import reactCompiler from 'babel-plugin-react-compiler'
import type { Plugin } from 'vite'

/** @throws Error with the rule that the code breaks. */
export async function compile(code: string, filename: string): Promise<string> {
  const result = await transformAsync(code, {
    filename,
    configFile: false,
    babelrc: false,
    presets: [presetTypescript],
    plugins: [[reactCompiler, { panicThreshold: 'all_errors' }]],
    sourceMaps: 'inline',
  })
  return result?.code ?? ''
}

/** Compiles the files that match. */
export function reactCompilerPlugin(matches: RegExp): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    transform: (code, id) => (matches.test(id) ? compile(code, id) : undefined),
  }
}
