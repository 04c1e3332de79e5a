import { createServer, type Server, type Socket } from 'node:net';
import type { ProxyDoor } from './doors.js';
import { join, visit, type ProxyParts } from './visit.js';

const NO_AUTH = 0x00;
const PASSWORD = 0x02;
const NONE_FITS = 0xff;
const GENERAL_FAILURE = 0x01;
const NOT_ALLOWED = 0x02;
const HOST_UNREACHABLE = 0x04;
const NOT_SUPPORTED = 0x07;

/** A SOCKS5 proxy (RFC 1928) with passwords (RFC 1929): CONNECT alone. */
export function createSocksProxy(door: ProxyDoor, parts: ProxyParts): Server {
  return createServer((client) => {
    client.on('error', () => client.destroy());
    serve(door, parts, client).catch(() => client.destroy());
  });
}

async function serve(door: ProxyDoor, parts: ProxyParts, client: Socket): Promise<void> {
  const [version, count] = await read(client, 2);
  if (version !== 5) {
    client.destroy();
    return;
  }
  const methods = await read(client, count ?? 0);
  const method = door.username === null ? NO_AUTH : PASSWORD;
  if (!methods.includes(method)) {
    parts.counts.refused++;
    client.end(Buffer.of(5, NONE_FITS));
    return;
  }
  client.write(Buffer.of(5, method));
  if (method === PASSWORD) {
    const isKnown = (await isLetIn(door, client)) && !parts.faults.isInForce('proxy', 'auth_revoked', `${door.id} `);
    if (!isKnown) {
      parts.counts.refused++;
      client.end(Buffer.of(1, 1));
      return;
    }
    client.write(Buffer.of(1, 0));
  }
  const [, command, , kind] = await read(client, 4);
  const host = await address(client, kind ?? 0);
  const port = (await read(client, 2)).readUInt16BE(0);
  if (command !== 1 || host === null) {
    client.end(reply(NOT_SUPPORTED));
    return;
  }
  await carry(door, parts, client, { host, port });
}

/** The request itself, once the caller is let in. */
async function carry(
  door: ProxyDoor,
  parts: ProxyParts,
  client: Socket,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const { wants, exit } = await visit(parts, door, `${host}:${port}`, 'CONNECT');
  if (wants === 'nothing') {
    client.destroy();
  } else if (wants === 'garbage') {
    client.end('HTTP/1.0 400 Bad Request\r\n\r\n');
  } else if (wants === 'bad_gateway' || wants === 'refuse_user') {
    client.end(reply(wants === 'bad_gateway' ? GENERAL_FAILURE : NOT_ALLOWED));
  } else {
    const target = await parts.exits.connect(host, port, exit).catch(() => null);
    if (target === null) {
      client.end(reply(HOST_UNREACHABLE));
      return;
    }
    parts.counts.carried++;
    client.write(reply(0));
    join(client, target, wants === 'cut_off');
  }
}

async function isLetIn(door: ProxyDoor, client: Socket): Promise<boolean> {
  const [, nameLength] = await read(client, 2);
  const name = await read(client, nameLength ?? 0);
  const [passwordLength] = await read(client, 1);
  const password = await read(client, passwordLength ?? 0);
  return name.toString() === door.username && password.toString() === door.password;
}

async function address(client: Socket, kind: number): Promise<string | null> {
  if (kind === 1) return [...(await read(client, 4))].join('.');
  if (kind === 3) {
    const [length] = await read(client, 1);
    return (await read(client, length ?? 0)).toString();
  }
  if (kind !== 4) return null;
  const bytes = await read(client, 16);
  return Array.from({ length: 8 }, (_none, at) => bytes.readUInt16BE(at * 2).toString(16)).join(':');
}

function reply(code: number): Buffer {
  return Buffer.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0);
}

/** Exactly so many bytes; what comes behind them stays in the socket. Rejects when it ends before. */
function read(client: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (length === 0) {
      resolve(Buffer.alloc(0));
      return;
    }
    const settle = (bytes: Buffer | null): void => {
      client.off('readable', look);
      client.off('close', gone);
      if (bytes === null) reject(new Error('the client is gone'));
      else resolve(bytes);
    };
    const look = (): void => {
      const bytes = client.read(length) as Buffer | null;
      if (bytes?.length === length) settle(bytes);
      else if (bytes !== null || client.destroyed) settle(null);
    };
    const gone = (): void => settle(null);
    client.on('readable', look);
    client.on('close', gone);
    look();
  });
}
