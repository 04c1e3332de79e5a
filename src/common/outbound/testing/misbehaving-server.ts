import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Behaviour = (response: ServerResponse, received: Received, request: IncomingMessage) => void;

/** A server on loopback that does, call after call, what it is told; the last behaviour stays. */
export class MisbehavingServer {
  readonly received: Received[] = [];
  private behaviours: Behaviour[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.received.push(received);
        const behaviour = this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0];
        if (behaviour) behaviour(response, received, request);
        else response.end();
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it does from now on; forgets what it received. */
  does(...behaviours: Behaviour[]): void {
    this.behaviours = behaviours;
    this.received.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export const answers =
  (status: number, body: string | Buffer = '', headers: Record<string, string | string[]> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

export const resets: Behaviour = (_response, _received, request) => {
  request.socket.resetAndDestroy();
};

/** Nothing, ever. */
export const hangs: Behaviour = () => undefined;
