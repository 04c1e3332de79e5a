import { crc32 } from 'node:zlib';
import { readImage } from './image-content.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  return chunk('IHDR', data);
}

const DATA = chunk('IDAT', Buffer.from([1, 2, 3]));
const END = chunk('IEND', Buffer.alloc(0));
const png = (...chunks: Buffer[]): Buffer => Buffer.concat([SIGNATURE, ...chunks]);

/** Segments by their markers, then data and its end. */
function jpeg(...segments: [number, Buffer][]): Buffer {
  const written = segments.map(([marker, data]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...written, Buffer.from([0x55, 0xff, 0xd9])]);
}
const TABLE: [number, Buffer] = [0xdb, Buffer.alloc(65)];
const frameOf = (marker: number): [number, Buffer] => [marker, Buffer.from([8, 0, 30, 0, 40, 1, 1, 17, 0])];
const SCAN: [number, Buffer] = [0xda, Buffer.from([1, 1, 0, 0, 63, 0])];

describe('readImage', () => {
  it('reads the size of whole pictures', () => {
    expect(readImage(png(header(7, 5), DATA, END))).toEqual({ content_type: 'image/png', width: 7, height: 5 });
    for (const marker of [0xc0, 0xc1, 0xc2]) {
      expect(readImage(jpeg(TABLE, frameOf(marker), SCAN))).toMatchObject({ width: 40, height: 30 });
    }
  });

  it.each<[string, Buffer]>([
    ['has no data', png(header(7, 5), END)],
    ['has no header', png(DATA, END)],
    ['has two headers', png(header(7, 5), header(7, 5), DATA, END)],
    ['has no end', png(header(7, 5), DATA)],
    ['ends in a chunk', png(header(7, 5), DATA, END).subarray(0, -1)],
    [
      'is wrong in a bit',
      png(header(7, 5), Buffer.concat([DATA.subarray(0, 8), Buffer.from([9]), DATA.subarray(9)]), END),
    ],
    [
      'has a chunk without end',
      png(header(7, 5), Buffer.from([0xff, 0xff, 0xff, 0xff, 73, 68, 65, 84, 0, 0, 0, 0, 0])),
    ],
    ['has no width', png(header(0, 5), DATA, END)],
    ['has no frame', jpeg(TABLE, SCAN)],
    ['has no scan', jpeg(TABLE, frameOf(0xc0))],
    ['has a frame that nobody shows', jpeg(TABLE, frameOf(0xc3), SCAN)],
    ['has a segment past its end', jpeg([0xe0, Buffer.alloc(9)]).subarray(0, 8)],
    ['is a bare signature', SIGNATURE],
    ['is a bare beginning', Buffer.from([0xff, 0xd8, 0xff])],
  ])('refuses what %s', (_what, bytes) => {
    expect(() => readImage(bytes)).toThrow(/is broken/);
  });

  it('refuses what is neither, whatever follows', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('GIF89a'),
      Buffer.from('<svg/>'),
      Buffer.concat([Buffer.from(' '), png(header(7, 5), DATA, END)]),
    ]) {
      expect(() => readImage(bytes)).toThrow(/neither a PNG nor a JPEG/);
    }
  });
});
