import { createServer, request as callTarget, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { readUrl } from '../read-url.js';
import type { ProxyDoor } from './doors.js';
import { join, visit, type ProxyParts } from './visit.js';

const GARBAGE = 'SSH-2.0-sandbox\r\n';
const HOP_BY_HOP = ['proxy-authorization', 'proxy-connection', 'connection', 'keep-alive'];

/** An HTTP proxy: calls in absolute form (RFC 9112, 3.2.2), and tunnels by CONNECT. `tls`: the same behind TLS. */
export function createHttpProxy(door: ProxyDoor, parts: ProxyParts, tls: { key: string; cert: string } | null): Server {
  const server = tls === null ? createServer() : createTlsServer(tls);
  server.on('request', (message, response) => {
    carry(door, parts, message, response).catch(() => response.destroy());
  });
  server.on('connect', (message, stream) => {
    const client = stream as Socket;
    client.on('error', () => client.destroy());
    tunnel(door, parts, message, client).catch(() => client.destroy());
  });
  return server;
}

async function carry(
  door: ProxyDoor,
  parts: ProxyParts,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = readUrl(message.url ?? '');
  const { wants, exit } = await visit(parts, door, message.url ?? '', message.method ?? 'GET');
  if (wants === 'nothing') {
    response.destroy();
    return;
  }
  if (wants === 'garbage') {
    message.socket.end(GARBAGE);
    return;
  }
  if (wants === 'refuse_user' || !isLetIn(door, message)) {
    parts.counts.refused++;
    response.writeHead(407, { 'proxy-authenticate': 'Basic realm="sandbox"' }).end();
    return;
  }
  if (url?.protocol !== 'http:') {
    response.writeHead(400).end('an address in absolute form is wanted');
    return;
  }
  if (wants === 'bad_gateway') {
    response.writeHead(502, { 'content-type': 'text/plain' }).end('the proxy cannot reach it');
    return;
  }
  const target = await parts.exits.connect(unbracketed(url.hostname), Number(url.port || 80), exit).catch(() => null);
  if (target === null) {
    response.writeHead(502, { 'content-type': 'text/plain' }).end('the proxy cannot reach it');
    return;
  }
  parts.counts.carried++;
  const headers = Object.fromEntries(Object.entries(message.headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
  const told = door.is_transparent
    ? { via: '1.1 sandbox', 'x-forwarded-for': message.socket.remoteAddress ?? 'unknown' }
    : {};
  const call = callTarget(
    {
      method: message.method,
      path: url.pathname + url.search,
      headers: { ...headers, ...told },
      createConnection: () => target,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (wants === 'cut_off') {
        answer.once('data', (bytes: Buffer) =>
          response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy()),
        );
      } else {
        answer.pipe(response);
      }
    },
  );
  call.on('error', () => response.destroy());
  response.on('close', () => target.destroy());
  message.pipe(call);
}

async function tunnel(door: ProxyDoor, parts: ProxyParts, message: IncomingMessage, client: Socket): Promise<void> {
  const authority = readUrl(`http://${message.url ?? ''}`);
  const { wants, exit } = await visit(parts, door, message.url ?? '', 'CONNECT');
  if (wants === 'nothing') {
    client.destroy();
  } else if (wants === 'garbage') {
    client.end(GARBAGE);
  } else if (wants === 'refuse_user' || !isLetIn(door, message)) {
    parts.counts.refused++;
    client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="sandbox"\r\n\r\n');
  } else if (wants === 'bad_gateway' || authority === null) {
    client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  } else {
    const port = Number(authority.port || 80);
    const target = await parts.exits.connect(unbracketed(authority.hostname), port, exit).catch(() => null);
    if (target === null) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    parts.counts.carried++;
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    join(client, target, wants === 'cut_off');
  }
}

function isLetIn({ username, password }: ProxyDoor, message: IncomingMessage): boolean {
  if (username === null) return true;
  const expected = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return message.headers['proxy-authorization'] === `Basic ${expected}`;
}

function unbracketed(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
