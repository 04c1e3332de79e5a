import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../../sandbox/core/x509.js';
import type { ProxyRoute } from '../../src/common/outbound/proxy/proxy-route.js';
import { closedPort } from './transport.contract.js';

const SQUID = '/usr/sbin/squid';
const NCSA = '/usr/lib/squid/basic_ncsa_auth';
const DANTE = '/usr/sbin/danted';
const START_MS = 15_000;
const USER = { username: 'shop', password: 'a-password-of-squid' };

export const hasSquid = existsSync(SQUID) && existsSync(NCSA);
export const hasDante = existsSync(DANTE) && process.getuid?.() === 0;
/** `name:password` of a user of this machine: Dante knows no others. */
export const socksUser = /^([^:]+):(.+)$/.exec(process.env.KSAP_TEST_SOCKS_USER ?? '');

/** Programs of this machine on loopback, with all that they write in a directory of their own. */
export class RealProxies {
  private readonly children: ChildProcess[] = [];

  private constructor(private readonly directory: string) {}

  static async prepare(): Promise<RealProxies> {
    const directory = await mkdtemp(join(tmpdir(), 'ksap-proxies-'));
    // They give up being root and must still read their files.
    await chmod(directory, 0o777);
    return new RealProxies(directory);
  }

  /** One Squid with an open port, one that wants a password, and one behind TLS. */
  async squid(): Promise<Record<'open' | 'closed' | 'tls', ProxyRoute>> {
    const ports = { open: await closedPort(), closed: await closedPort(), tls: await closedPort() };
    const hash = execFileSync('openssl', ['passwd', '-apr1', USER.password]).toString().trim();
    const passwords = await this.file('passwords', `${USER.username}:${hash}\n`);
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = selfSigned(keys, { common_name: 'squid', hosts: ['localhost', '127.0.0.1'] });
    const key = await this.file('key.pem', String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })));
    const cert = await this.file('cert.pem', certificate);
    const config = await this.file(
      'squid.conf',
      [
        `http_port 127.0.0.1:${ports.open} name=open`,
        `http_port 127.0.0.1:${ports.closed} name=closed`,
        `https_port 127.0.0.1:${ports.tls} name=tls tls-cert=${cert} tls-key=${key}`,
        `auth_param basic program ${NCSA} ${passwords}`,
        'auth_param basic children 2',
        'acl open_port myportname open',
        'acl users proxy_auth REQUIRED',
        'http_access allow open_port',
        'http_access allow users',
        'http_access deny all',
        'cache deny all',
        'access_log none',
        `cache_log ${join(this.directory, 'cache.log')}`,
        `pid_filename ${join(this.directory, 'squid.pid')}`,
        `coredump_dir ${this.directory}`,
        'visible_hostname localhost',
        'shutdown_lifetime 0 seconds',
        'pinger_enable off',
        '',
      ].join('\n'),
    );
    await this.run(SQUID, ['-N', '-n', `ksap${process.pid}`, '-f', config], Object.values(ports));
    const at = (port: number): ProxyRoute => ({ protocol: 'http', host: '127.0.0.1', port });
    return {
      open: at(ports.open),
      closed: { ...at(ports.closed), ...USER },
      tls: { ...at(ports.tls), protocol: 'https', ...USER, ca_certificate: certificate },
    };
  }

  /** A Dante, with a password when a user is given. */
  async dante(user: { username: string; password: string } | null): Promise<ProxyRoute> {
    const port = await closedPort();
    const name = user === null ? 'open' : 'closed';
    const config = await this.file(
      `danted-${name}.conf`,
      [
        `logoutput: ${join(this.directory, `danted-${name}.log`)}`,
        `internal: 127.0.0.1 port = ${port}`,
        'external: 127.0.0.1',
        'clientmethod: none',
        `socksmethod: ${user === null ? 'none' : 'username'}`,
        'user.privileged: root',
        'user.unprivileged: nobody',
        'client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }',
        'socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 command: connect }',
        '',
      ].join('\n'),
    );
    const pidFile = join(this.directory, `danted-${name}.pid`);
    await this.run(DANTE, ['-N', '1', '-f', config, '-p', pidFile], [port]);
    return { protocol: 'socks5', host: '127.0.0.1', port, ...user };
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
      // The group: they have processes of their own.
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  private async file(name: string, text: string): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, text, { mode: 0o644 });
    return path;
  }

  private async run(program: string, words: string[], ports: number[]): Promise<void> {
    const child = spawn(program, words, { stdio: 'ignore', detached: true });
    this.children.push(child);
    const until = performance.now() + START_MS;
    for (const port of ports) {
      while (!(await listens(port))) {
        if (performance.now() > until || child.exitCode !== null) {
          const said = await readFile(join(this.directory, 'cache.log'), 'utf8').catch(() => '');
          throw new Error(`${program} does not listen on ${port}: ${said.slice(-1000)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
