// A certificate for this machine's own address, made when it is needed. Who trusts it is the client's side's business.
import { generate } from 'selfsigned'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export async function createCertificate(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  return { key, cert }
}
