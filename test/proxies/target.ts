import { generateKeyPairSync } from 'node:crypto';
import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { selfSigned } from '../../sandbox/core/x509.js';

export interface Heard {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Where calls through proxies go: an echo that remembers what came, and from which ports. */
export class Target {
  readonly heard: Heard[] = [];
  /** Remote ports of all connections, in their order. */
  readonly ports: number[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly protocol: 'http' | 'https',
    /** PEM; only of https. */
    readonly certificate: string,
  ) {}

  static async start(protocol: 'http' | 'https'): Promise<Target> {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cert = selfSigned(keys, { common_name: 'target', hosts: ['localhost', '127.0.0.1'] });
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const serve: RequestListener = (message, response) => target.serve(message, response);
    const server = protocol === 'http' ? createHttp(serve) : createHttps({ key, cert }, serve);
    const target = new Target(server, protocol, cert);
    server.on('connection', (socket: Socket) => {
      target.ports.push(socket.remotePort ?? 0);
      target.sockets.add(socket);
      socket.once('close', () => target.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return target;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.protocol}://127.0.0.1:${this.port}`;
  }

  forget(): void {
    this.heard.length = 0;
    this.ports.length = 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(message: IncomingMessage, response: Parameters<RequestListener>[1]): void {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const { method = '', url = '', headers } = message;
      this.heard.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (url === '/silent') return;
      if (url === '/away') {
        response.writeHead(302, { location: `${this.url}/here` }).end();
        return;
      }
      const size = Number(/^\/bytes\/(\d+)$/.exec(url)?.[1] ?? 0);
      const body =
        size > 0 ? 'x'.repeat(size) : JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) })
        .end(body);
    });
  }
}
