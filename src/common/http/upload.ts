import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { AppError } from '../errors/app-error.js';

/** The configuration of a route that takes a file: its body may be this large, in bytes. */
export const TAKES_FILE = 'takes_file_bytes';
/** With it: what such a route's body may be, beside a form; `text/csv` unless told. */
export const FILE_TYPES = 'file_types';

export interface SpooledFile {
  path: string;
  /** SHA-256 of the file's bytes: the same file is the same, whatever the wrapping of its form. */
  digest: Buffer;
}

/**
 * A file on its way in: the body itself, or the first file of a form. It is kept on disk and not in memory, so that it is worked
 * on when nobody waits for the network any more. Nothing is read before somebody asks for it: who has no token sends in vain.
 */
export class Upload {
  private spooled: Promise<SpooledFile> | undefined;
  private folder: string | undefined;

  constructor(
    private readonly body: Readable,
    private readonly headers: IncomingHttpHeaders,
    private readonly maxBytes: number,
  ) {}

  /** Throws PAYLOAD_TOO_LARGE, and VALIDATION_ERROR for a form without a file. */
  spool(): Promise<SpooledFile> {
    return (this.spooled ??= this.write());
  }

  async discard(): Promise<void> {
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async write(): Promise<SpooledFile> {
    if (Number(this.headers['content-length'] ?? 0) > this.maxBytes) throw this.tooLarge();
    this.folder = await mkdtemp(join(tmpdir(), 'ksap-upload-'));
    const path = join(this.folder, 'file');
    const file = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    let length = 0;
    try {
      for await (const chunk of (await this.content()) as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > this.maxBytes) throw this.tooLarge();
        hash.update(chunk);
        await file.write(chunk);
      }
    } finally {
      await file.close();
    }
    return { path, digest: hash.digest() };
  }

  private async content(): Promise<Readable> {
    if (!/^multipart\/form-data/i.test(this.headers['content-type'] ?? '')) return this.body;
    return fileOfForm(this.body, this.headers, this.maxBytes);
  }

  private tooLarge(): AppError {
    return new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${Math.floor(this.maxBytes / 1024 / 1024)} MiB`);
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The file that a route marked with {@link TAKES_FILE} was sent. */
    upload?: Upload;
  }
  interface FastifyContextConfig {
    [TAKES_FILE]?: number;
    [FILE_TYPES]?: readonly string[];
  }
}

/** https://www.rfc-editor.org/rfc/rfc7578 */
function fileOfForm(body: Readable, headers: IncomingHttpHeaders, maxBytes: number): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      reject(AppError.validation([{ field: 'file', reason: 'the form has no file, or is not a form' }]));
    };
    try {
      // One byte more than may be, so that too large a file is seen to be.
      const form = new Busboy({
        headers: headers as BusboyHeaders,
        limits: { files: 1, fileSize: maxBytes + 1, parts: 20 },
      });
      let found: Readable | undefined;
      form.on('file', (_field, file) => {
        found = file;
        resolve(file);
      });
      form.on('finish', fail);
      form.on('error', () => {
        found?.destroy(AppError.validation([{ field: 'file', reason: 'the form ends before its file does' }]));
        if (!found) fail();
      });
      body.once('error', (error) => found?.destroy(error));
      body.pipe(form);
    } catch {
      fail();
    }
  });
}
