import { rm } from 'node:fs/promises';
import { SecretBox, type SealedSecret } from '../../src/common/security/secret-box.js';
import { expectStatus, jobWhen } from '../stores/shops.js';
import { as } from '../support/as.js';
import { dumpOf } from '../support/database-dump.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser } from '../support/factories.js';
import type { Answer, CallOptions, HttpClient } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { freePort } from '../webhooks/free-port.js';
import { CREDENTIALS } from './webhook-rig.js';
import { connectAll, everything, reconciled, SERVICES, type WholeRun } from './whole-run.js';

const KEY = Buffer.alloc(32, 9);
/** As the sandbox's customers and staff have written them into texts, and as a person types one here. */
const CARDS = ['4242 4242 4242 4242', '5555555555554444', '3782-822463-10005', '4000-0566-5566-5556'];
const CODES = ['cvc 737', 'cvv: 913', 'cid 4821'];
const WRONG: Record<string, Record<string, string>> = {
  stripe: { secret_key: 'sk_test_wrong0123456789abcdef' },
  paypal: {
    client_id: 'sandbox-paypal-client',
    client_secret: 'wrong-paypal-secret-0123456789',
    environment: 'sandbox',
  },
  square: { access_token: 'wrong-square-token-0123456789', environment: 'sandbox' },
};

interface Payment {
  id: string;
  amount: string;
  platform_transaction_id: string;
}

/**
 * Everything that payments do, with logs at their loudest: then all that was printed, answered and stored is searched for what
 * opens an account and for what pays with a card.
 */
describe('secrets and card numbers of payments', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let server: ServerProcess;
  let http: HttpClient;
  let run: WholeRun;
  const answers: Answer[] = [];
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 60, products: 10, keep_answers: true });
    dataDir = await scratchFolder('payment-secrets');
    const port = await freePort();
    server = await ServerProcess.start({
      env: {
        DATABASE_URL: db.url,
        PORT: String(port),
        KSAP_DATA_DIR: dataDir,
        KSAP_SANDBOX_URL: sandbox.url,
        KSAP_PUBLIC_URL: `http://127.0.0.1:${port}`,
        KSAP_ENCRYPTION_KEYS: `k1:${KEY.toString('base64')}`,
        LOG_LEVEL: 'trace',
      },
    });
    http = listening(await as(server.http, await aUser(db)));
    for (const [provider, credentials] of [...Object.entries(CREDENTIALS), ...Object.entries(WRONG)]) {
      for (const [name, value] of Object.entries(credentials)) {
        if (/secret|token/.test(name)) secrets.set(`${provider} ${name} ${value.slice(-6)}`, value);
      }
    }
    await connectWrongly();
    run = await connectAll(http, sandbox);
    await keepWebhookSecrets();
    for (const provider of SERVICES) await refund(provider);
    await hearOfThings();
    await fail();
    await readAll();
    await server.stop();
  }, 180_000);

  afterAll(async () => {
    await server.kill9();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** The same client, whose answers are kept. */
  function listening(client: HttpClient): HttpClient {
    const send = client.request.bind(client);
    client.request = async (method: string, path: string, options?: CallOptions): Promise<Answer> => {
      const answer = await send(method, path, options);
      answers.push(answer);
      return answer;
    };
    return client;
  }

  async function connectWrongly(): Promise<void> {
    for (const provider of SERVICES) {
      const answer = await http.post('/api/v1/payment-processors', {
        name: 'Wrong',
        provider,
        credentials: WRONG[provider],
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    await http.post('/api/v1/payment-processors', {
      name: 'Wrong',
      provider: 'stripe',
      credentials: { ...CREDENTIALS.paypal },
    });
  }

  async function keepWebhookSecrets(): Promise<void> {
    const box = new SecretBox([{ id: 'k1', key: KEY }]);
    const sealed = await until(
      'webhooks are registered',
      () =>
        db.query<{ id: string; provider: string; webhook_secrets: SealedSecret }>(
          `SELECT id, provider, webhook_secrets FROM payment_processors WHERE webhook_secrets IS NOT NULL AND provider <> 'paypal'`,
        ),
      (rows) => rows.length === 2,
    );
    for (const { id, provider, webhook_secrets: secret } of sealed) {
      const text = box.open(secret, { table: 'payment_processors', column: 'webhook_secrets', row_id: id });
      const own = JSON.parse(text) as string[];
      expect(own.length).toBeGreaterThan(0);
      own.forEach((value, at) => secrets.set(`${provider} webhook secret ${at}`, value));
    }
  }

  async function refund(provider: string): Promise<void> {
    const { items } = expectStatus(
      await http.get(
        `/api/v1/payment-processors/${run.processors.get(provider) ?? ''}/transactions?type=payment&status=completed&currency=USD&limit=50`,
      ),
      200,
    ).body.data as { items: Payment[] };
    for (const { id } of items.slice(0, 6)) {
      const reason = `The card ${CARDS[3] ?? ''} was lost`;
      const answer = await http.post(`/api/v1/transactions/${id}/refunds`, { amount: '1.00', reason });
      await http.post(`/api/v1/transactions/${id}/refunds`, { amount: '99999999.00', reason });
      if (answer.status < 300) return;
    }
    throw new Error(`nothing of ${provider} could be refunded`);
  }

  async function hearOfThings(): Promise<void> {
    const before = await db.count('transactions');
    await sandbox.event('stripe', 'payment_succeeded', {
      description: `by phone, card ${CARDS[0] ?? ''} ${CODES[0] ?? ''}`,
    });
    await sandbox.event('stripe', 'dispute_created');
    await sandbox.event('square', 'payment_completed').catch(() => sandbox.event('square', 'payment_succeeded'));
    await until(
      'webhooks brought something',
      () => db.count('transactions'),
      (count) => count > before + 1,
    );
    for (const provider of SERVICES) {
      const forged = { id: 'evt_forged', type: 'charge.succeeded', card: { number: CARDS[0], cvc: '737' } };
      await http.post(`/api/v1/webhooks/payments/${provider}/${run.processors.get(provider) ?? ''}`, forged, {
        headers: { 'stripe-signature': `t=1,v1=${'0'.repeat(64)}`, 'x-square-hmacsha256-signature': 'AAAA' },
      });
    }
  }

  /** Each service answers with rubbish, or refuses its credentials. */
  async function fail(): Promise<void> {
    for (const kind of ['error_500', 'malformed', 'auth_revoked']) {
      for (const provider of SERVICES) await sandbox.fault({ provider, kind, count: 3 });
      for (const id of run.processors.values()) {
        const answer = await http.post(`/api/v1/payment-processors/${id}/sync`, {});
        const job = answer.body?.data?.job?.id as string | undefined;
        if (job === undefined) continue;
        await jobWhen(http, job, 'ended', ({ status }) => /succeeded|failed|cancelled/.test(status), 60_000);
      }
      await sandbox.clearFaults();
    }
  }

  async function readAll(): Promise<void> {
    await reconciled(http);
    for (const { id } of await everything<Payment>(http, '/api/v1/transactions'))
      await http.get(`/api/v1/transactions/${id}`);
    for (const { id } of await everything<{ id: string }>(http, '/api/v1/payouts'))
      await http.get(`/api/v1/payouts/${id}`);
    await http.get('/api/v1/transactions/export?format=csv');
    await http.get('/api/v1/payment-processors');
    await everything(http, '/api/v1/reconciliation/exceptions');
    for (const id of run.processors.values()) {
      await http.get(`/api/v1/payment-processors/${id}/sync`);
      await http.get(`/api/v1/payment-processors/${id}/webhooks`);
      await http.get(`/api/v1/payment-processors/${id}/webhooks/deliveries`);
    }
    await http.get('/api/v1/users/security-log');
  }

  const secretsIn = (text: string): string[] =>
    [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name);
  const cardsIn = (text: string): string[] => {
    const bare = CARDS.map((card) => card.replace(/\D/g, ''));
    return [...new Set([...CARDS, ...bare, ...CODES].filter((card) => text.includes(card)))];
  };
  const tokens = /A21AA[\w-]{30,}/;

  it('came from the services, card numbers and codes too: there was something to keep out', async () => {
    const told = await Promise.all(SERVICES.map((provider) => sandbox.requests(provider)));
    for (const requests of told) {
      const text = requests.map(({ answer }) => answer ?? '').join('\n');
      expect(cardsIn(text).length).toBeGreaterThan(0);
    }
    expect(cardsIn(JSON.stringify(told)).sort()).toEqual(
      expect.arrayContaining([...CARDS.slice(0, 3), ...CODES].sort()),
    );
    expect(secrets.size).toBeGreaterThan(7);
    expect(answers.length).toBeGreaterThan(200);
  });

  it('stand in no line that the process printed', () => {
    const printed = server.lines.join('\n');
    expect(server.lines.length).toBeGreaterThan(200);
    expect(secretsIn(printed)).toEqual([]);
    expect(cardsIn(printed)).toEqual([]);
    expect(printed).not.toMatch(tokens);
  });

  it('stand in no table of the database in the clear', async () => {
    const rows = (await dumpOf(db.url)).split('\n');
    const where = (hits: (text: string) => string[]): string[] => [
      ...new Set(rows.flatMap((row) => hits(row).map((hit) => `${row.split(' ', 1)[0] ?? ''}: ${hit}`))),
    ];
    expect(rows.some((row) => row.startsWith('public.transactions'))).toBe(true);
    expect(where(secretsIn)).toEqual([]);
    expect(where(cardsIn)).toEqual([]);
    expect(where((row) => (tokens.test(row) ? ['an access token'] : []))).toEqual([]);
  });

  it('come back in no answer', () => {
    const text = answers.map((answer) => answer.text).join('\n');
    expect(secretsIn(text)).toEqual([]);
    expect(cardsIn(text)).toEqual([]);
  });
});
