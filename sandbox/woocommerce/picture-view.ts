import type { JsonObject } from '../core/json.js';
import { doublyLocalText, gmtText } from './site-time.js';

export interface Picture {
  id: number;
  src: string;
  name: string;
  alt: string;
  /** Seconds since 1970. */
  created: number;
}

/** A picture as products show it: with the smaller sizes that the site keeps of it. */
export function pictureView({ id, src, name, alt, created }: Picture): JsonObject {
  const sized = (size: number): string => src.replace(/(\.\w+)$/, `-${size}x${size}$1`);
  const dates = { local: doublyLocalText(created), gmt: gmtText(created) };
  return {
    id,
    date_created: dates.local,
    date_created_gmt: dates.gmt,
    date_modified: dates.local,
    date_modified_gmt: dates.gmt,
    src,
    name,
    alt,
    srcset: `${src} 600w, ${sized(300)} 300w, ${sized(150)} 150w, ${sized(100)} 100w`,
    sizes: '(max-width: 600px) 100vw, 600px',
    thumbnail: sized(300),
  };
}

/** The same as a variation shows it. */
export function withoutSizes(picture: JsonObject): JsonObject {
  const { srcset: _srcset, sizes: _sizes, thumbnail: _thumbnail, ...plain } = picture;
  return plain;
}
