// Tarballs → a folder with the scenario in every form that a runtime takes: a module, a worker's bundle, pages.
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { createFolder, installAll, packAll } from '../pack.ts'

export interface Project extends Disposable {
  readonly path: string
  /** What a site serves to browsers: URL → path or page. */
  readonly files: Readonly<Record<string, string>>
}

/** The three places in which a browser runs scripts. */
export const browserPlaces = ['window', 'dedicated worker', 'shared worker'] as const
export type BrowserPlace = (typeof browserPlaces)[number]

export function pageOf(place: BrowserPlace): string {
  return `/${place.replace(' ', '-')}`
}

/** Installs the client's tarball beside the scenario, outside the repository. */
export async function createProject(): Promise<Project> {
  const folder = createFolder()
  const needed = packAll(folder.path).filter(({ name }) => /\/(parser|client)$/.test(name))
  installAll(folder.path, needed)
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder.path, name), text)
    return join(folder.path, name)
  }
  for (const file of ['scenario.mjs', 'expected.mjs', 'react-native.mjs']) {
    copyFileSync(resolve(import.meta.dirname, file), join(folder.path, file))
  }
  const imported = `import { play } from './scenario.mjs'\n`
  write('command.mjs', `${imported}console.log(JSON.stringify(await play(process.argv[2])))\nprocess.exit(0)`)
  const workerd = write('workerd.mjs', imported + fetchHandler)
  const worker = write('worker.mjs', imported + workerEntry)
  await bundle(workerd, join(folder.path, 'workerd.js'))
  await bundle(worker, join(folder.path, 'worker.js'))
  write('workerd.capnp', workerdConfig)
  const modules = ['client', 'parser'].flatMap((name) => {
    const dist = join(folder.path, 'node_modules/@linefeed', name, 'dist')
    const scripts = readdirSync(dist).filter((file) => file.endsWith('.js'))
    return scripts.map((file) => [`/${name}/${file}`, join(dist, file)])
  })
  return {
    path: folder.path,
    files: {
      [pageOf('window')]: windowPage,
      [pageOf('dedicated worker')]: workerPage(`new Worker('/worker.js', { type: 'module' })`),
      [pageOf('shared worker')]: workerPage(`new SharedWorker('/worker.js', { type: 'module' }).port`),
      '/scenario.mjs': join(folder.path, 'scenario.mjs'),
      '/expected.mjs': join(folder.path, 'expected.mjs'),
      '/worker.js': join(folder.path, 'worker.js'),
      ...Object.fromEntries(modules),
    },
    [Symbol.dispose]: () => folder.dispose(),
  }
}

// Alone in its file, unlike what a page loads: workers know no import maps.
async function bundle(entry: string, outfile: string): Promise<void> {
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' })
}

const fetchHandler = `export default {
  async fetch(request) { return Response.json(await play(new URL(request.url).searchParams.get('origin'))) },
}`

/** A dedicated worker posts to its page, a shared one to the port of the page that connects. */
const workerEntry = `const report = async (port) => port.postMessage(await play(location.origin))
if ('onconnect' in self) self.onconnect = ({ ports: [port] }) => report(port)
else report(self)`

const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "workerd.js", esModule = embed "workerd.js")],
      compatibilityDate = "2026-11-01",
      globalOutbound = "network",
    )),
    (name = "network", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`

// The files of the packages as they are, without a bundler.
const windowPage = `<!doctype html><title>window</title>
<script type="importmap">{"imports":{"@linefeed/client":"/client/index.js","@linefeed/parser":"/parser/index.js"}}</script>
<script>window.result = import('/scenario.mjs').then(({ play }) => play(location.origin))</script>`

function workerPage(target: string): string {
  return `<!doctype html><title>worker</title><script>
window.result = new Promise((resolve, reject) => {
  const target = ${target}
  target.onmessage = ({ data }) => resolve(data)
  target.onerror = ({ message }) => reject(new Error(message))
})</script>`
}
