import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { CREDENTIALS } from './webhook-rig.js';

const PROCESSORS = '/api/v1/payment-processors';

interface Read {
  counts: Record<'seen' | 'created' | 'updated' | 'unchanged' | 'bad', number>;
}

describe('an import from the sandbox', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ sandbox: { orders: 60 } });
    user = await aUser(app.db);
    http = await as(app.http, user);
  });
  afterAll(() => app.close());

  const jobEnded = (id: string) =>
    until(
      'the import has succeeded',
      async () =>
        (await http.get(`/api/v1/jobs/${id}`)).body.data as { status: string; error: unknown; result: unknown },
      ({ status }) => status === 'succeeded' || status === 'failed',
      { timeout_ms: 60_000 },
    );
  const everythingTold = () =>
    until(
      'everything was heard',
      () => app.db.count('outbox', `type LIKE 'payments.%' AND dispatched_at IS NULL`),
      (left) => left === 0,
    );

  it.each(Object.entries(CREDENTIALS))(
    'of %s explains each payout to the cent, and brings nothing the second time',
    async (provider, credentials) => {
      const { data } = (await http.post(PROCESSORS, { name: provider, provider, credentials })).body;
      expect(await jobEnded(String(data.sync_job_id))).toMatchObject({ status: 'succeeded', error: null });
      await everythingTold();
      const id = String(data.id);
      const count = (table: string, condition: string) =>
        app.db.count(table, `payment_processor_id = $1 AND ${condition}`, [id]);
      expect(await count('transactions', `type = 'payment' AND status = 'completed'`)).toBeGreaterThan(5);
      expect(await count('payouts', 'true')).toBeGreaterThan(0);
      const wrong = await app.db.query(
        `SELECT platform_payout_id, status, amount::text, lines_amount::text, lines_complete FROM payouts
       WHERE payment_processor_id = $1 AND status = 'paid' AND (NOT lines_complete OR lines_amount <> amount)`,
        [id],
      );
      expect(wrong).toEqual([]);
      expect(await count('payout_lines', `category = 'unclassified'`)).toBe(0);
      expect(
        await count(
          'payout_lines',
          `transaction_id IS NULL AND category NOT IN ('brought_forward', 'carried_forward')`,
        ),
      ).toBe(0);
      expect(await count('transactions', `type = 'refund' AND parent_transaction_id IS NULL`)).toBe(0);
      const bad = await app.db.query('SELECT * FROM payment_bad_records WHERE payment_processor_id = $1', [id]);
      expect(bad).toEqual([]);
      const again = (await http.post(`${PROCESSORS}/${id}/sync`, { mode: 'full' })).body.data.job;
      await jobEnded(String(again.id));
      const { resources } = (await http.get(`${PROCESSORS}/${id}/sync`)).body.data as { resources: Read[] };
      expect(resources.map(({ counts }) => counts)).toEqual(
        resources.map(({ counts }) => ({ ...counts, created: 0, updated: 0, unchanged: counts.seen, bad: 0 })),
      );
    },
  );
});
