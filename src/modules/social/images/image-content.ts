import { crc32 } from 'node:zlib';
import { imageSize } from 'image-size';

export const MOST_IMAGE_BYTES = 10 * 1024 * 1024;
export const IMAGE_TYPES = ['image/png', 'image/jpeg'] as const;
const MOST_PIXELS_A_SIDE = 30_000;
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);
/** Turned by a quarter: EXIF orientations whose width is shown as height. */
const LYING = new Set([5, 6, 7, 8]);

/** A picture as its own bytes tell of it. */
export interface ImageFacts {
  content_type: (typeof IMAGE_TYPES)[number];
  /** Pixels, as it is shown. */
  width: number;
  height: number;
}

/** No picture that ads can show; the message goes after the field. */
export class ImageRefused extends Error {
  constructor(
    readonly why: 'type' | 'broken' | 'size' | 'address',
    message: string,
  ) {
    super(message);
    this.name = 'ImageRefused';
  }
}

/** Reads a whole picture. By its content alone: whatever it is called, it is what it is. Throws ImageRefused. */
export function readImage(bytes: Buffer): ImageFacts {
  if (bytes.length > MOST_IMAGE_BYTES) throw tooLarge();
  const isPng = bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE);
  if (!isPng && !bytes.subarray(0, JPEG_START.length).equals(JPEG_START)) {
    throw new ImageRefused('type', 'is neither a PNG nor a JPEG picture');
  }
  const header = isPng ? pngHeader(bytes) : jpegHeader(bytes);
  const size = header && sizeOf(header);
  if (!size) throw new ImageRefused('broken', 'is broken: a part of the picture is missing or damaged');
  if (size.width > MOST_PIXELS_A_SIDE || size.height > MOST_PIXELS_A_SIDE) {
    throw new ImageRefused('size', `has more than ${MOST_PIXELS_A_SIDE} pixels on a side`);
  }
  return { content_type: isPng ? 'image/png' : 'image/jpeg', ...size };
}

export const tooLarge = (): ImageRefused =>
  new ImageRefused('size', `is larger than ${MOST_IMAGE_BYTES / 1024 / 1024} MiB`);

function sizeOf(header: Buffer): { width: number; height: number } | null {
  try {
    const { width, height, orientation } = imageSize(header);
    if (width < 1 || height < 1) return null;
    return LYING.has(orientation ?? 1) ? { width: height, height: width } : { width, height };
  } catch {
    return null;
  }
}

/** https://www.w3.org/TR/png-3/#5DataRep: every chunk whole, from IHDR to IEND. Null: it is not. */
function pngHeader(bytes: Buffer): Buffer | null {
  let hasData = false;
  for (let at = PNG_SIGNATURE.length, next = at; at + 12 <= bytes.length; at = next) {
    next = at + 12 + bytes.readUInt32BE(at);
    if (next > bytes.length) return null;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if ((at === PNG_SIGNATURE.length) !== (type === 'IHDR')) return null;
    if (crc32(bytes.subarray(at + 4, next - 4)) !== bytes.readUInt32BE(next - 4)) return null;
    hasData ||= type === 'IDAT';
    if (type === 'IEND') return hasData ? bytes : null;
  }
  return null;
}

/**
 * https://www.w3.org/Graphics/JPEG/itu-t81.pdf B.1: segment after segment up to the picture's data, which has an end. Null: it is
 * not so. Only what is before the data is given: a reader that looks for markers byte by byte could be kept busy with the rest.
 */
function jpegHeader(bytes: Buffer): Buffer | null {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) return bytes.lastIndexOf(JPEG_END) > at ? bytes.subarray(0, at) : null;
    const hasLength = marker >= 0xc0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd9);
    const length = bytes.readUInt16BE(at + 2);
    if (!hasLength || length < 2) return null;
    at += 2 + length;
  }
  return null;
}
