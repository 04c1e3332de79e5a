import type { Socket } from 'node:net';
import type { Faults, Strike } from '../faults.js';
import type { ProxyDoor } from './doors.js';
import type { Exit, Exits } from './exits.js';

/** What all proxies of the sandbox share. */
export interface ProxyParts {
  faults: Faults;
  exits: Exits;
  counts: ProxyCounts;
}

export interface ProxyCounts {
  /** Connections that were made to the proxies. */
  connections: number;
  /** Of these, the most at one time. */
  most_at_once: number;
  /** Calls and tunnels that they carried. */
  carried: number;
  /** Calls that they refused for the user's name or password. */
  refused: number;
  /** Calls of the echo that came through none of the proxies. */
  echoed_directly: number;
}

/** What a fault wants of one call through a proxy, in the words of the protocols' code. */
export interface Visit {
  /** Where the call seems to come from. */
  exit: Exit;
  wants: 'carry' | 'refuse_user' | 'bad_gateway' | 'garbage' | 'cut_off' | 'nothing';
}

/** Decides by the faults in force; returns after whatever a fault makes the caller wait. */
export async function visit(parts: ProxyParts, door: ProxyDoor, target: string, method: string): Promise<Visit> {
  const strike: Strike | null = parts.faults.onRequest('proxy', `${door.id} ${target}`, method);
  const fault = strike?.fault;
  const usual: Visit = { exit: door.exit, wants: 'carry' };
  switch (fault?.kind) {
    case 'timeout':
      await parts.faults.cleared();
      return { ...usual, wants: 'nothing' };
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.delay_ms));
      return usual;
    case 'auth_revoked':
      return { ...usual, wants: 'refuse_user' };
    case 'bad_gateway':
    case 'error_500':
      return { ...usual, wants: 'bad_gateway' };
    case 'malformed':
      return { ...usual, wants: 'garbage' };
    case 'reset':
      return { ...usual, wants: 'cut_off' };
    case 'exit_country':
      return { exit: { ip: '192.0.2.99', country: fault.country }, wants: 'carry' };
    default:
      return usual;
  }
}

/** Joins two sockets until either ends; `cut_off`: after half of the first bytes that come back. */
export function join(client: Socket, target: Socket, cutOff: boolean): void {
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  client.on('error', end).on('close', end);
  target.on('error', end).on('close', () => client.end());
  client.pipe(target);
  if (!cutOff) {
    target.pipe(client);
    return;
  }
  target.once('data', (bytes: Buffer) => client.write(bytes.subarray(0, bytes.length >> 1), end));
}
