import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type State = 'open' | 'shut' | 'silent';

/** A door in front of a server that a test can shut (connections break, new ones are cut) or make silent (nothing comes through). */
export class TcpGate {
  private state: State = 'open';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The address of the server with this gate's place in it. */
    readonly url: string,
  ) {}

  static async before(address: string): Promise<TcpGate> {
    const target = new URL(address);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(address);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const gate = new TcpGate(server, url.href);
    server.on('connection', (inside) => gate.pass(inside, Number(target.port), target.hostname));
    return gate;
  }

  open(): void {
    this.state = 'open';
    for (const socket of this.sockets) socket.resume();
  }

  shut(): void {
    this.state = 'shut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** As when a cable is cut: no end, no error, no answer. */
  silence(): void {
    this.state = 'silent';
    for (const socket of this.sockets) socket.pause();
  }

  async close(): Promise<void> {
    this.shut();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(near: Socket, port: number, host: string): void {
    near.on('error', () => undefined);
    if (this.state === 'shut') {
      near.destroy();
      return;
    }
    const far = connect(port, host);
    far.on('error', () => near.destroy());
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.state === 'silent') from.pause();
    }
  }
}
