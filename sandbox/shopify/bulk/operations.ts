import { createHmac, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxAnswer, SandboxRequest } from '../../core/provider.js';
import { gid } from '../data/ids.js';
import type { Resolvers } from '../graphql/executor.js';
import { bulkLines, type BulkLine } from './lines.js';
import { planBulk } from './plan.js';

export type BulkStatus = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELING' | 'CANCELED' | 'FAILED';

export interface BulkOperation {
  n: number;
  type: 'QUERY' | 'MUTATION';
  query: string;
  status: BulkStatus;
  created: number;
  completed: number | null;
  objects: number;
  roots: number;
  file_size: number | null;
  url: string | null;
}

export interface BulkSettings {
  /** Milliseconds before a new operation begins to run. */
  delay_ms: number;
  spent(ms: number): void;
}

/** What an export needs to know of its shop, beside what its resolvers ask. */
export interface BulkShop {
  name: string;
  origin(): string;
}

const MOST_AT_ONCE = 5;
const URL_LIFE_MS = 7 * 86_400_000;
const CHUNK = 256 * 1024;
const MOST_LINES = 2_000;
const SIGNING_KEY = 'sandbox-storage';

/** Bulk exports of one shop: run in the background, kept as files until the sandbox ends. */
export class BulkOperations<Shop extends BulkShop> {
  private readonly operations: BulkOperation[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private folder: Promise<string> | null = null;
  private closed = false;

  constructor(
    private readonly resolvers: Resolvers<Shop>,
    private readonly settings: BulkSettings,
  ) {}

  list(): readonly BulkOperation[] {
    return this.operations;
  }

  get(n: number): BulkOperation | null {
    return this.operations[n] ?? null;
  }

  /** Starts one. Throws BulkQueryError when the query is refused; null when five are under way already. */
  start(query: string, grouped: boolean, context: Shop): BulkOperation | null {
    const plan = planBulk(query, this.resolvers);
    return this.launch('QUERY', query, () => bulkLines(plan, context, grouped), context);
  }

  /** The same for mutations, five of which may be under way beside five queries. `lines` does the work as it goes. */
  startMutation(mutation: string, lines: () => Generator<BulkLine>, context: Shop): BulkOperation | null {
    return this.launch('MUTATION', mutation, lines, context);
  }

  private launch(
    type: BulkOperation['type'],
    query: string,
    lines: () => Generator<BulkLine>,
    context: Shop,
  ): BulkOperation | null {
    const active = this.operations.filter(
      (one) => one.type === type && ['CREATED', 'RUNNING', 'CANCELING'].includes(one.status),
    );
    if (active.length >= MOST_AT_ONCE) return null;
    const operation: BulkOperation = {
      n: this.operations.length,
      type,
      query,
      status: 'CREATED',
      created: Date.now(),
      completed: null,
      objects: 0,
      roots: 0,
      file_size: null,
      url: null,
    };
    this.operations.push(operation);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const work = this.run(operation, lines(), context).catch((error: unknown) => {
        operation.status = 'FAILED';
        process.stderr.write(`sandbox: a bulk operation failed: ${String(error)}\n`);
      });
      this.running.add(work);
      void work.finally(() => this.running.delete(work));
    }, this.settings.delay_ms);
    this.timers.add(timer);
    return operation;
  }

  /** False when it has ended already. */
  cancel(operation: BulkOperation): boolean {
    if (!['CREATED', 'RUNNING'].includes(operation.status)) return false;
    operation.status = 'CANCELING';
    return true;
  }

  /** GET /bulk/{n}.jsonl, as the storage host answers: signed address, byte ranges, no other authorisation. */
  async download(request: SandboxRequest, n: number): Promise<SandboxAnswer> {
    const operation = this.get(n);
    const expires = request.url.searchParams.get('Expires') ?? '';
    const signature = Buffer.from(request.url.searchParams.get('Signature') ?? '');
    const expected = Buffer.from(sign(n, expires));
    const signed = signature.length === expected.length && timingSafeEqual(signature, expected);
    if (!signed || Number(expires) * 1000 < Date.now()) return storageError(403, 'AccessDenied');
    if (operation?.status !== 'COMPLETED' || this.folder === null) return storageError(404, 'NoSuchKey');
    const path = fileOf(await this.folder, n);
    const { size } = await stat(path);
    const headers: Record<string, string> = {
      'content-type': 'application/jsonl',
      'accept-ranges': 'bytes',
      etag: `"bulk-${n}-${size}"`,
    };
    const range = rangeOf(request.headers.range, size);
    if (range === 'unsatisfiable') {
      return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` }, body: '' };
    }
    if (range === null) {
      return { status: 200, headers: { ...headers, 'content-length': String(size) }, body: createReadStream(path) };
    }
    const { start, end } = range;
    headers['content-range'] = `bytes ${start}-${end}/${size}`;
    headers['content-length'] = String(end - start + 1);
    return { status: 206, headers, body: createReadStream(path, { start, end }) };
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.running);
    if (this.folder !== null) await rm(await this.folder, { recursive: true, force: true });
  }

  private async run(operation: BulkOperation, lines: Generator<BulkLine>, context: Shop): Promise<void> {
    if (operation.status === 'CREATED') operation.status = 'RUNNING';
    this.folder ??= mkdtemp(join(tmpdir(), 'sandbox-bulk-'));
    const file = await open(fileOf(await this.folder, operation.n), 'w');
    try {
      for (let done = false; !done && operation.status === 'RUNNING' && !this.closed;) {
        const started = performance.now();
        const parts: string[] = [];
        let length = 0;
        // Whoever polls meanwhile is answered in between.
        while (length < CHUNK && parts.length < MOST_LINES) {
          const next = lines.next();
          if (next.done === true) {
            done = true;
            break;
          }
          parts.push(next.value.json, '\n');
          length += next.value.json.length + 1;
          operation.objects++;
          if (next.value.root) operation.roots++;
        }
        this.settings.spent(performance.now() - started);
        await file.write(parts.join(''));
      }
      operation.file_size = (await file.stat()).size;
    } finally {
      await file.close();
    }
    operation.completed = Date.now();
    if (operation.status !== 'RUNNING') {
      operation.status = 'CANCELED';
      return;
    }
    operation.status = 'COMPLETED';
    // As at Shopify, an export without objects has no file.
    if (operation.objects === 0) return;
    const expires = String(Math.floor((operation.completed + URL_LIFE_MS) / 1000));
    operation.url = `${context.origin()}/shopify/${context.name}/bulk/${operation.n}.jsonl?Expires=${expires}&Signature=${sign(operation.n, expires)}`;
  }
}

export function bulkGid(operation: BulkOperation): string {
  return gid('BulkOperation', operation.n);
}

function fileOf(folder: string, n: number): string {
  return join(folder, `${n}.jsonl`);
}

function sign(n: number, expires: string): string {
  return createHmac('sha256', SIGNING_KEY).update(`${n}:${expires}`).digest('hex');
}

function storageError(status: number, code: string): SandboxAnswer {
  const body = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code></Error>`;
  return { status, headers: { 'content-type': 'application/xml; charset=UTF-8' }, body };
}

/** One byte range; null: the whole file (also for what is no range, which is ignored by the standard). */
export function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const tail = Number(match[2]);
    return tail === 0 ? 'unsatisfiable' : { start: Math.max(0, size - tail), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size) return 'unsatisfiable';
  return end < start ? null : { start, end };
}
