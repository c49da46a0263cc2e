// Loaded before a program by --import: whatever it does but read is refused, told at its end, and ends it with 99.
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import tls from 'node:tls'
import workers from 'node:worker_threads'

const refused = []
const { writeSync } = fs

const WRITES = [
  'appendFile',
  'chmod',
  'chown',
  'copyFile',
  'cp',
  'createWriteStream',
  'ftruncate',
  'futimes',
  'lchown',
  'link',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
]

for (const name of WRITES.flatMap((write) => [write, `${write}Sync`])) {
  refuse(fs, name)
  refuse(fs.promises, name)
}
for (const holder of [fs, fs.promises]) {
  for (const name of ['open', 'openSync']) {
    const open = holder[name]
    if (open !== undefined) {
      holder[name] = (path, flags, ...rest) =>
        flags === undefined || flags === 'r' || flags === fs.constants.O_RDONLY || typeof flags === 'function'
          ? open(path, flags, ...rest)
          : forbid(`fs.${name} of ${path} with ${flags}`)
    }
  }
}
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
  refuse(childProcess, name)
}
for (const [holder, names] of [
  [net, ['connect', 'createConnection', 'createServer']],
  [net.Socket.prototype, ['connect']],
  [net.Server.prototype, ['listen']],
  [tls, ['connect']],
  [http, ['request', 'get', 'createServer']],
  [https, ['request', 'get']],
  [http2, ['connect']],
  [dns, ['lookup', 'resolve']],
  [dns.promises, ['lookup', 'resolve']],
  [dgram, ['createSocket']],
  [workers, ['Worker']],
  [globalThis, ['fetch', 'WebSocket']],
]) {
  names.forEach((name) => refuse(holder, name))
}
syncBuiltinESMExports()

process.on('exit', () => {
  if (refused.length > 0) {
    writeSync(2, `it did more than read: ${refused.join(', ')}\n`)
    process.exitCode = 99
  }
})

function refuse(holder, name) {
  if (holder[name] !== undefined) {
    // Not an arrow: what is refused may be called by `new`.
    Object.defineProperty(holder, name, {
      configurable: true,
      writable: true,
      value: function () {
        forbid(name)
      },
    })
  }
}

function forbid(what) {
  refused.push(what)
  throw new Error(`${what} is refused here`)
}
