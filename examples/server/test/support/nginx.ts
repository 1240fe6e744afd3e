// A real nginx with the configuration this example recommends, on free ports, with a certificate of its own.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { findService } from '../../../../tooling/debian/find-service.ts'
import { freePort } from '../../supervisor.ts'
import { dataDir } from './test-server.ts'

export interface RealNginx extends AsyncDisposable {
  readonly url: string
  /** HTTP/2, with a certificate that nobody knows. */
  readonly secureUrl: string
}

export interface NginxOptions {
  /** Addresses in place of the three processes; the last one is repeated. */
  processes: readonly string[]
  /** The same, for answers. @defaultValue `processes` */
  answers?: readonly string[]
  /** Texts of the configuration → what stands there instead. */
  instead?: Readonly<Record<string, string>>
}

/** @throws Error when there is no nginx, or it refuses the configuration. */
export async function startNginx({ processes, answers = processes, instead = {} }: NginxOptions): Promise<RealNginx> {
  const program = findService('nginx')
  if (program === undefined) {
    throw new Error('Cannot start nginx: it must be installed, got none')
  }
  const dir = dataDir()
  const [port, securePort] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')]
  const conf = readFileSync(resolve(import.meta.dirname, '../../nginx.conf'), 'utf8')
  const [head = '', tail = ''] = conf.split('upstream answers')
  const adapted = Object.entries({
    ...instead,
    'listen 8080': `listen 127.0.0.1:${port}`,
    'listen 8443': `listen 127.0.0.1:${securePort}`,
  }).reduce(replaceIn, `${at(head, processes)}upstream answers${at(tail, answers)}`)
  writeFileSync(join(dir.path, 'nginx.conf'), adapted)
  makeCertificate(dir.path)
  const child = spawn(program, ['-p', dir.path, '-c', 'nginx.conf', '-e', 'error.log', '-g', 'daemon off;'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  await Promise.race([accepting(port), ended.then(() => Promise.reject(new Error('Cannot start nginx: it ended')))])
  return {
    url: `http://127.0.0.1:${port}`,
    secureUrl: `https://127.0.0.1:${securePort}`,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await ended
      dir[Symbol.dispose]()
    },
  }
}

function replaceIn(text: string, [from, to]: [string, string]): string {
  if (!text.includes(from)) {
    throw new Error(`Cannot adapt nginx.conf: it must contain ${JSON.stringify(from)}, got a file that does not`)
  }
  return text.replaceAll(from, to)
}

function at(conf: string, addresses: readonly string[]): string {
  return ['4401', '4402', '4403'].reduce((text, port, index) => {
    const address = addresses[index] ?? addresses.at(-1) ?? ''
    return replaceIn(text, [`127.0.0.1:${port}`, new URL(address).host])
  }, conf)
}

function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key.pem')]
  execFileSync(
    findService('openssl') ?? 'openssl',
    ['req', '-x509', '-days', '2', ...key, '-out', join(folder, 'certificate.pem'), ...subject],
    { stdio: 'ignore' },
  )
}

/** Resolves once something accepts connections on `port`. */
async function accepting(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await new Promise(setImmediate)
    } finally {
      socket.destroy()
    }
  }
}
