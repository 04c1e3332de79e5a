import { crc32, inflateSync } from 'node:zlib';
import { imageSize } from 'image-size';
import { avatarOf } from './tiktok.avatar.js';

describe('a picture for who has none', () => {
  const png = avatarOf('Ada’s Boots');

  it('is a square PNG whose parts are whole', () => {
    expect(imageSize(png)).toMatchObject({ type: 'png', width: 256, height: 256 });
    const parts: [string, Buffer][] = [];
    for (let at = 8; at < png.length;) {
      const end = at + 8 + png.readUInt32BE(at);
      expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
      parts.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end)]);
      at = end + 4;
    }
    expect(parts.map(([name]) => name)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect(inflateSync(parts[1]![1])).toHaveLength(256 * (1 + 256 * 3));
  });

  it('is the same for the same name, and another for another', () => {
    expect(avatarOf('Ada’s Boots').equals(png)).toBe(true);
    expect(avatarOf('Bob’s Boots').equals(png)).toBe(false);
  });
});
