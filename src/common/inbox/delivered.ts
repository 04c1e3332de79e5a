import type { FastifyRequest } from 'fastify';

/** A delivery as it was sent. */
export interface Delivered {
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The bytes that were signed. */
  raw_body: Uint8Array;
}

export function deliveredBy(request: FastifyRequest): Delivered {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return { headers, raw_body: request.rawBody ?? Buffer.alloc(0) };
}
