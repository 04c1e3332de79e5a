import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands before the sandbox and notes from which ports it was called: who comes round a proxy is seen here. */
export class Relay {
  private readonly called: number[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** @param target address of the sandbox */
  static async start(target: string): Promise<Relay> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    const relay = new Relay(server);
    server.on('connection', (socket) => relay.carry(socket, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The ports of who called since `forget`. */
  get ports(): readonly number[] {
    return this.called;
  }

  forget(): void {
    this.called.length = 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private carry(from: Socket, to: Socket): void {
    const { remotePort: port } = from;
    // Of each call, and not of each connection: one that is kept open is called over again.
    from.on('data', () => {
      if (port !== undefined) this.called.push(port);
    });
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
