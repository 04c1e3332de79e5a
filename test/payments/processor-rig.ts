import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { type MemoryKey, type MemoryProvider, withMemoryProvider } from './memory-provider.js';

export const PROCESSORS = '/api/v1/payment-processors';

interface Connected {
  id: string;
  path: string;
  answer: Answer;
}

/** The API alone, on a Stripe of this process' memory: what is connected is seen, and no import of it runs. */
export class ProcessorRig {
  /** Who calls; another for each test. */
  user!: UserRow;
  http!: HttpClient;

  private constructor(
    readonly app: TestApp,
    readonly memory: MemoryProvider,
  ) {}

  static async start(): Promise<ProcessorRig> {
    const app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    return new ProcessorRig(app, withMemoryProvider(app));
  }

  async reset(): Promise<void> {
    this.memory.reset();
    await this.somebodyElse();
  }

  async somebodyElse(): Promise<void> {
    this.user = await aUser(this.app.db);
    this.http = await as(this.app.http, this.user);
  }

  connect(key: MemoryKey, fields: object = {}): Promise<Answer> {
    const body = { name: 'Stripe', provider: 'stripe', credentials: { secret_key: key }, ...fields };
    return this.http.post(PROCESSORS, body);
  }

  async connected(key: MemoryKey = 'test:acct_1', fields: object = {}): Promise<Connected> {
    const answer = await this.connect(key, fields);
    expect(answer.status).toBe(201);
    const id = String(answer.body.data.id);
    return { id, path: `${PROCESSORS}/${id}`, answer };
  }

  rowOf(id: string): Promise<Record<string, unknown>> {
    return this.app.db.one('SELECT * FROM payment_processors WHERE id = $1', [id]);
  }

  /** How many events of the type tell of the caller. */
  told(type: string): Promise<number> {
    return this.app.db.count('outbox', 'user_id = $1 AND type = $2', [this.user.id, type]);
  }

  audited(action: string): Promise<number> {
    return this.app.db.count('audit_log', 'user_id = $1 AND action = $2', [this.user.id, action]);
  }

  importsOf(id: string): Promise<{ id: string; status: string; mode: string }[]> {
    return this.app.db.query(
      `SELECT id, status, payload->>'mode' AS mode FROM jobs
       WHERE type = 'payments.import' AND payload->>'processor_id' = $1 ORDER BY id`,
      [id],
    );
  }
}
