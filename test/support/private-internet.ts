import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startProgram, temporaryFolder, until } from './example.js'

/** An address of the public internet, which a network namespace of its own gives to its loopback device. */
const ADDRESS = '93.184.215.14'

/** A network without the internet, but with one https host that has a public address. */
export interface PrivateInternet {
  /** Put before a command, it runs the command in the network: `['nsenter', …]`. */
  readonly enter: readonly string[]
  /** What programs need to trust the host. */
  readonly env: NodeJS.ProcessEnv
}

/**
 * Serves files as `https://<host>/…` in a network namespace; undefined where the machine does not allow namespaces. It ends with the test.
 * @param files paths on disk by path of the URL
 */
export async function startPrivateInternet(
  host: string,
  files: Readonly<Record<string, string>>,
): Promise<PrivateInternet | undefined> {
  const folder = temporaryFolder()
  const at = (name: string) => join(folder, name)
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const holder = startProgram('unshare', [...user, '--net', '--mount', 'sh', '-c', 'echo ready; exec sleep 3600'])
  let failed = false
  const ended = () => {
    failed = true
  }
  holder.ended.then(ended, ended)
  await until(() => failed || holder.stdout.includes('ready'))
  if (failed) return undefined
  const target = ['--target', String(holder.child.pid), '--net', '--mount']
  const enter = ['nsenter', ...(user.length > 0 ? ['--user', '--preserve-credentials'] : []), ...target]

  writeFileSync(at('hosts'), `127.0.0.1 localhost\n${ADDRESS} ${host}\n`)
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${host}`],
    ...['-addext', `subjectAltName=DNS:${host}`, '-keyout', at('key.pem'), '-out', at('certificate.pem')],
  ], { stdio: 'ignore' }) // biome-ignore format: one option a line would be eighteen
  const inside = (command: string) =>
    execFileSync(enter[0]!, [...enter.slice(1), 'sh', '-c', command], { stdio: 'ignore' })
  try {
    inside(`ip link set lo up && ip addr add ${ADDRESS}/32 dev lo && mount --bind ${at('hosts')} /etc/hosts`)
  } catch {
    // Some machines allow the namespace, and nothing in it.
    return undefined
  }

  writeFileSync(
    at('server.mjs'),
    `import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
const files = ${JSON.stringify(files)}
createServer({ key: readFileSync(${JSON.stringify(at('key.pem'))}), cert: readFileSync(${JSON.stringify(at('certificate.pem'))}) }, (request, response) => {
  const file = files[request.url]
  if (file) response.end(readFileSync(file))
  else response.writeHead(404).end()
}).listen(443, '${ADDRESS}', () => console.log('ready'))
`,
  )
  const server = startProgram(enter[0]!, [...enter.slice(1), process.execPath, at('server.mjs')])
  await until(() => server.stdout.includes('ready'))
  return { enter, env: { NODE_EXTRA_CA_CERTS: at('certificate.pem') } }
}
