import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** 0 (in every list of passwords) to 4 (strong), and zxcvbn's words about it in English. */
export interface PasswordEstimate {
  score: number;
  warning: string | null;
  suggestions: string[];
}

/** Judged by its beginning: the time grows with the square of the length, and 32 characters can be strong already. */
const JUDGED_LENGTH = 32;
const MOST_SUBSTITUTIONS = 8;
const IDLE_MS = 60_000;
const ANSWER_MS = 10_000;

/**
 * Runs in the worker. As text, not as a file of its own: it must start alike from the built JavaScript and from the
 * TypeScript under test, and three lines of glue are not worth a second way of building.
 */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { ZxcvbnFactory } = require(workerData.core);
const common = require(workerData.common);
const english = require(workerData.english);
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
  maxLength: ${JUDGED_LENGTH},
  l33tMaxSubstitutions: ${MOST_SUBSTITUTIONS},
});
parentPort.on('message', ({ id, password, inputs }) => {
  const { score, feedback } = zxcvbn.check(password, inputs);
  parentPort.postMessage({ id, estimate: { score, warning: feedback.warning || null, suggestions: feedback.suggestions } });
});
`;

interface Waiting {
  resolve(estimate: PasswordEstimate): void;
  reject(error: Error): void;
}

/**
 * zxcvbn in a worker thread that starts with the first password and ends after a minute without one. Its dictionaries
 * take 60 MB and 0.4 s to load, and a single estimate up to 80 ms: none of that belongs on the thread that serves.
 */
export class PasswordStrength {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private idle: NodeJS.Timeout | undefined;

  /** `inputs`: words that the person's own password should not be made of. Rejects when the worker dies or hangs. */
  async estimate(password: string, inputs: string[]): Promise<PasswordEstimate> {
    clearTimeout(this.idle);
    const worker = (this.worker ??= this.start());
    const id = this.nextId++;
    const timeout = setTimeout(() => void this.end(new Error('Estimating a password took too long')), ANSWER_MS);
    try {
      return await new Promise<PasswordEstimate>((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        worker.postMessage({ id, password, inputs });
      });
    } finally {
      clearTimeout(timeout);
      this.waiting.delete(id);
      this.restWhenIdle();
    }
  }

  /** Ends the worker; a later estimate starts a new one. */
  async close(): Promise<void> {
    await this.end(new Error('Password strength was closed'));
  }

  /** Not earlier: requests in flight may still ask. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** Whether the worker is there: for tests and for a look at memory. */
  get isRunning(): boolean {
    return this.worker !== null;
  }

  private start(): Worker {
    const { resolve } = createRequire(import.meta.url);
    const worker = new Worker(WORKER, {
      eval: true,
      workerData: {
        core: resolve('@zxcvbn-ts/core'),
        common: resolve('@zxcvbn-ts/language-common'),
        english: resolve('@zxcvbn-ts/language-en'),
      },
    });
    worker.on('message', ({ id, estimate }: { id: number; estimate: PasswordEstimate }) => {
      this.waiting.get(id)?.resolve(estimate);
    });
    worker.on('error', (error) => void this.end(error, worker));
    worker.on('exit', () => void this.end(new Error('The password strength worker ended'), worker));
    // It must not keep a process alive that is otherwise done.
    worker.unref();
    return worker;
  }

  private restWhenIdle(): void {
    if (this.waiting.size > 0) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.end(new Error('idle')), IDLE_MS).unref();
  }

  /** `of`: only if that worker is still the present one. */
  private async end(reason: Error, of: Worker | null = this.worker): Promise<void> {
    if (of === null || of !== this.worker) return;
    clearTimeout(this.idle);
    this.worker = null;
    for (const one of this.waiting.values()) one.reject(reason);
    this.waiting.clear();
    await of.terminate();
  }
}
