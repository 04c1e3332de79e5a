import { connect, type Socket } from 'node:net';

/** Where a call seems to come from. */
export interface Exit {
  ip: string;
  country: string;
}

const KEPT = 20_000;

/**
 * The outgoing sockets of the sandbox's proxies. All come from loopback; the echo tells them apart by their ports and says
 * the address that the proxy stands for. The ports that were used are kept, so that a target can prove who called it.
 */
export class Exits {
  private readonly open = new Map<number, Exit>();
  readonly used: number[] = [];

  /** A connection to the target; rejects as the socket does. */
  connect(host: string, port: number, exit: Exit): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        const { localPort = 0 } = socket;
        this.open.set(localPort, exit);
        this.used.push(localPort);
        if (this.used.length > KEPT) this.used.shift();
        socket.once('close', () => this.open.delete(localPort));
        resolve(socket);
      });
    });
  }

  /** Of a connection that came in from this port; undefined: it came directly. */
  of(port: number | undefined): Exit | undefined {
    return this.open.get(port ?? -1);
  }
}
