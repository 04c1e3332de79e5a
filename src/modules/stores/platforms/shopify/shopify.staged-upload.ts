import { randomUUID } from 'node:crypto';

import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { badAnswer, PROVIDER, readAnswer } from './shopify.errors.js';
import { STAGED_UPLOAD_MUTATION } from './shopify.mutations.js';
import { objectsOf, textOf } from './shopify.node.js';
import type { ShopifySession } from './shopify.session.js';
import { write } from './shopify.write.js';

/** What Shopify takes at most. */
const MAX_BYTES = 100 * 1024 * 1024;

const UPLOAD_MS = 10 * 60_000;

interface Field {
  name: string;
  value: string;
}

/**
 * Puts the lines where Shopify's bulk mutations read them from; gives the path by which they are named. The storage is
 * not Shopify's API: it is addressed as Shopify says, without credentials, by a form whose last field is the file.
 */
export async function uploadLines(session: ShopifySession, lines: readonly string[]): Promise<string> {
  const file = Buffer.from(lines.join('\n'));
  if (file.byteLength > MAX_BYTES) {
    throw new ProviderError({ fault: 'rejected', provider: PROVIDER, message: 'Shopify takes at most 100 MB at once' });
  }
  const input = {
    resource: 'BULK_MUTATION_VARIABLES',
    filename: 'lines.jsonl',
    mimeType: 'text/jsonl',
    httpMethod: 'POST',
  };
  const payload = await write(session, {
    document: STAGED_UPLOAD_MUTATION,
    variables: { input: [input] },
    root: 'stagedUploadsCreate',
    repeatable: true,
  });
  const { url, fields } = readAnswer(() => {
    const [target] = objectsOf(payload, 'stagedTargets');
    if (target === undefined) throw badAnswer('Shopify named no place for an upload');
    const parameters = objectsOf(target, 'parameters');
    return {
      url: textOf(target, 'url'),
      fields: parameters.map((one): Field => ({ name: textOf(one, 'name'), value: textOf(one, 'value') })),
    };
  });
  const path = fields.find((field) => field.name === 'key')?.value;
  if (path === undefined) throw badAnswer('Shopify named no path for an upload');
  const form = formOf(fields, file);
  const { status } = await session.connection.http.request({
    provider: PROVIDER,
    method: 'POST',
    url,
    headers: { 'content-type': `multipart/form-data; boundary=${form.boundary}` },
    body: form.body,
    // The same file at the same path.
    idempotent: true,
    timeout_ms: UPLOAD_MS,
    headers_timeout_ms: UPLOAD_MS,
    signal: session.connection.signal,
  });
  if (status >= 300) throw badAnswer(`Shopify's storage refused an upload with status ${status}`);
  return path;
}

/** multipart/form-data (RFC 7578). Names and values are Shopify's own: without quotes and line ends. */
export function formOf(fields: readonly Field[], file: Uint8Array): { boundary: string; body: Uint8Array } {
  const boundary = `ksap-${randomUUID()}`;
  const parts = fields.map(
    ({ name, value }) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="lines.jsonl"\r\nContent-Type: text/jsonl\r\n\r\n`;
  return {
    boundary,
    body: Buffer.concat([Buffer.from(parts.join('') + head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
