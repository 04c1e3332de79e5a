/** One part of a multipart body. */
export interface Part {
  name: string;
  /** Null: a field, not a file. */
  file_name: string | null;
  content: Buffer;
}

/** The parts of a multipart/form-data body; null when it is none, or is cut off. */
export function partsOf(contentType: string, body: Buffer): Part[] | null {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  const mark = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    if (body.toString('latin1', start, start + 2) === '--') return parts;
    const end = body.indexOf(mark, start);
    if (end < 0) return null;
    const part = partFrom(body.subarray(start + 2, end - 2));
    if (part === null) return null;
    parts.push(part);
    at = end;
  }
  return null;
}

function partFrom(bytes: Buffer): Part | null {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return null;
  const disposition = /^content-disposition:(.*)$/im.exec(bytes.toString('utf8', 0, split))?.[1] ?? '';
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) return null;
  const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1] ?? null;
  return { name, file_name: fileName, content: bytes.subarray(split + 4) };
}
