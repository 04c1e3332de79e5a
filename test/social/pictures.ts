import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pngOf } from '../../sandbox/core/ads/pictures.js';

/** A whole PNG; another `shade`, another picture. `extra` bytes make it larger. */
export function png(width: number, height: number, shade = 128, extra = 0): Buffer {
  return pngOf(width, height, `shade ${shade}`, extra);
}

/** The skeleton of a JPEG: its segments, and data up to its end. `turned`: EXIF says that it lies on its side. */
export function jpeg(width: number, height: number, turned = false): Buffer {
  const segment = (marker: number, data: Uint8Array): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08', 'latin1'),
    // One entry: orientation, a short, once, 6.
    Buffer.from([0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]),
  ]);
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...(turned ? [segment(0xe1, exif)] : []),
    segment(0xdb, Buffer.alloc(65)),
    segment(0xc0, frame),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0x34, 0xff, 0xd9]),
  ]);
}

/** A host of pictures, and of what is none. */
export class PictureHost {
  /** By path. */
  readonly files = new Map<string, { status?: number; headers?: Record<string, string>; body: Buffer }>();
  readonly asked: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<PictureHost> {
    const server = createServer();
    const host = new PictureHost(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const path = request.url ?? '/';
      host.asked.push(path);
      const file = host.files.get(path) ?? { status: 404, body: Buffer.from('nothing here') };
      response.writeHead(file.status ?? 200, file.headers);
      response.end(file.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  has(path: string, body: Buffer): string {
    this.files.set(path, { headers: { 'content-type': 'image/png' }, body });
    return this.url + path;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
