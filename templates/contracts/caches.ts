// Shared caches in front of an application: nginx's proxy_cache and Varnish, each in a folder and on a port of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort, isOnPath, start, temporaryFolder } from './services.ts'

export interface SharedCache {
  /** Where callers reach the application through it. */
  readonly url: string
  stop(): Promise<void>
}

export interface CacheProgram {
  readonly name: string
  /** Null where it can be started; else what is missing. */
  readonly missing: string | null
  /** @param port Where the application listens, on 127.0.0.1. */
  launch(port: number): Promise<SharedCache>
}

// Debian has both where only root's PATH leads.
process.env['PATH'] = `${process.env['PATH']}:/usr/sbin`

const missing = (program: string, debian: string): string | null =>
  isOnPath(program) ? null : `${program} is not on PATH (Debian: apt-get install ${debian})`

/** Keeps whatever Cache-Control lets it, also what sets a cookie, as people set it up: that makes a mistake seen. */
function nginxConfig(folder: string, port: number, application: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
    ${userInfo().uid === 0 ? 'user root;' : ''}
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      proxy_cache_path ${folder}/cache keys_zone=shared:1m;
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://127.0.0.1:${application};
          proxy_http_version 1.1;
          proxy_set_header Host $host;
          proxy_set_header X-Forwarded-Proto https;
          proxy_cache shared;
          proxy_cache_valid any 10m;
          proxy_ignore_headers Set-Cookie;
          add_header X-Cache $upstream_cache_status always;
        }
      }
    }`
}

/** The same: without this, Varnish lets through what comes with a cookie, and keeps nothing that sets one. */
function varnishConfig(application: number): string {
  return `
    vcl 4.1;
    backend application { .host = "127.0.0.1"; .port = "${application}"; }
    sub vcl_recv {
      if (req.method == "GET" || req.method == "HEAD") { return (hash); }
      return (pass);
    }
    sub vcl_backend_response {
      if (beresp.http.Cache-Control ~ "no-store|private") { set beresp.uncacheable = true; }
      return (deliver);
    }
    sub vcl_deliver {
      if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; } else { set resp.http.X-Cache = "MISS"; }
    }`
}

async function answers(url: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request(`${url}/ready`, { method: 'POST', agent: false }, (response) => {
      response.resume().once('end', resolve)
    })
      .once('error', reject)
      .end()
  })
}

export const cachePrograms: readonly CacheProgram[] = [
  {
    name: 'nginx',
    missing: missing('nginx', 'nginx'),
    async launch(application) {
      const folder = temporaryFolder('nginx')
      const url = `http://127.0.0.1:${await freePort()}`
      const config = join(folder.path, 'nginx.conf')
      writeFileSync(config, nginxConfig(folder.path, Number(new URL(url).port), application))
      const args = ['-p', folder.path, '-e', join(folder.path, 'error.log'), '-c', config]
      const server = await start('nginx', args, () => answers(url))
      return {
        url,
        stop: async () => {
          await server.stop('SIGKILL')
          folder.remove()
        },
      }
    },
  },
  {
    name: 'Varnish',
    missing: missing('varnishd', 'varnish'),
    async launch(application) {
      const folder = temporaryFolder('varnish')
      const url = `http://127.0.0.1:${await freePort()}`
      const config = join(folder.path, 'default.vcl')
      mkdirSync(join(folder.path, 'work'))
      writeFileSync(config, varnishConfig(application))
      const place = ['-n', join(folder.path, 'work'), '-f', config, '-s', 'default,16m', '-j', 'none']
      const listen = ['-F', '-a', `127.0.0.1:${new URL(url).port}`, '-T', 'none', '-t', '600']
      const server = await start('varnishd', [...listen, ...place], () => answers(url))
      return {
        url,
        stop: async () => {
          await server.stop()
          folder.remove()
        },
      }
    },
  },
]
