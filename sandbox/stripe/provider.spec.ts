import { createSandbox, type Sandbox } from '../core/server.js';
import type { JsonObject } from '../core/json.js';

let sandbox: Sandbox;
let charge: string;
let amount: number;

beforeAll(async () => {
  sandbox = await createSandbox({ orders: 30, products: 12 });
  const { body } = await call('GET', '/v1/charges?limit=100');
  const found = (body.data as JsonObject[]).find(
    (one) =>
      one.status === 'succeeded' && one.amount_refunded === 0 && one.disputed === false && Number(one.amount) > 2000,
  );
  charge = found?.id as string;
  amount = found?.amount as number;
});
afterAll(() => sandbox.close());

interface Answer {
  status: number;
  headers: Headers;
  body: JsonObject;
  error: JsonObject;
}

async function call(
  method: string,
  path: string,
  { key = 'sk_test_sandbox_demo', form, headers = {} }: { key?: string | null; form?: string; headers?: object } = {},
): Promise<Answer> {
  const answer = await fetch(`${sandbox.url}/stripe${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(form !== undefined && { body: form }),
  });
  const body = (await answer.json()) as JsonObject;
  return { status: answer.status, headers: answer.headers, body, error: (body.error ?? {}) as JsonObject };
}

describe('the stand-in for Stripe', () => {
  it('wants a key that it knows', async () => {
    const none = await call('GET', '/v1/charges', { key: null });
    expect([none.status, none.error.type]).toEqual([401, 'invalid_request_error']);
    expect(none.headers.get('request-id')).toMatch(/^req_\w+$/);
    const wrong = await call('GET', '/v1/charges', { key: 'sk_test_of_nobody' });
    expect([wrong.status, wrong.error.message]).toEqual([401, 'Invalid API Key provided: sk_test_*****body']);
    const basic = Buffer.from('sk_test_sandbox_demo:').toString('base64');
    expect(await call('GET', '/v1/charges', { key: null, headers: { authorization: `Basic ${basic}` } })).toMatchObject(
      {
        status: 200,
      },
    );
  });

  it('tells a restricted key which permission it lacks', async () => {
    const refused = await call('GET', '/v1/payouts', { key: 'rk_test_sandbox_charges' });
    expect(refused.status).toBe(403);
    expect(refused.error.message).toContain("Having the 'rak_payout_read' permission would allow this request");
    const write = await call('POST', '/v1/refunds', { key: 'rk_test_sandbox_readonly', form: `charge=${charge}` });
    expect([write.status, (write.error.message as string).includes('rak_charge_write')]).toEqual([403, true]);
  });

  it.each([
    ['/v1/charges?colour=red', 400, { code: 'parameter_unknown', param: 'colour' }],
    ['/v1/charges?created[from]=1', 400, { code: 'parameter_unknown', param: 'created[from]' }],
    ['/v1/charges?limit=101', 400, { param: 'limit' }],
    ['/v1/charges?limit=0', 400, { param: 'limit' }],
    ['/v1/charges?limit=ten', 400, { code: 'parameter_invalid_integer', param: 'limit' }],
    ['/v1/charges?starting_after=ch_none', 400, { code: 'resource_missing', param: 'starting_after' }],
    ['/v1/charges?expand[]=data.order', 400, { param: 'expand' }],
    ['/v1/charges/ch_none', 404, { code: 'resource_missing' }],
    ['/v1/refunds?charge=ch_none', 404, { code: 'resource_missing' }],
    ['/v1/balance_transactions?payout=po_none', 404, { code: 'resource_missing' }],
    [
      `/v1/events?${Array.from({ length: 21 }, (_, n) => `types[${n}]=charge.x${n}`).join('&')}`,
      400,
      { param: 'types' },
    ],
    ['/v1/coupons', 404, {}],
  ])('refuses GET %s', async (path, status, error) => {
    const refused = await call('GET', path);
    expect([refused.status, refused.error]).toEqual([
      status,
      expect.objectContaining({ type: 'invalid_request_error', ...error }),
    ]);
  });

  it('pages newest first, in both directions, and expands what it is asked to', async () => {
    const ids = (answer: Answer): string[] => (answer.body.data as { id: string }[]).map((one) => one.id);
    const all = ids(await call('GET', '/v1/charges?limit=100'));
    const first = await call('GET', '/v1/charges?limit=3&expand[]=data.balance_transaction');
    expect([ids(first), first.body.has_more]).toEqual([all.slice(0, 3), true]);
    expect((first.body.data as JsonObject[])[0]?.balance_transaction).toMatchObject({ object: 'balance_transaction' });
    const next = await call('GET', `/v1/charges?limit=3&starting_after=${all[2]}`);
    expect(ids(next)).toEqual(all.slice(3, 6));
    expect(ids(await call('GET', `/v1/charges?limit=2&ending_before=${all[3]}`))).toEqual(all.slice(1, 3));
    const last = await call('GET', `/v1/charges?limit=3&starting_after=${all.at(-2)}`);
    expect([ids(last), last.body.has_more]).toEqual([all.slice(-1), false]);
  });

  it.each([
    ['', { code: 'parameter_missing' }, 400],
    ['charge=ch_none', { code: 'resource_missing' }, 404],
    ['charge=CHARGE&amount=1.5', { code: 'parameter_invalid_integer' }, 400],
    ['charge=CHARGE&amount=0', { param: 'amount' }, 400],
    ['charge=CHARGE&amount=99999999', { param: 'amount' }, 400],
    ['charge=CHARGE&reason=boredom', { param: 'reason' }, 400],
    ['charge=CHARGE&sum=1', { code: 'parameter_unknown' }, 400],
  ])('refuses a refund of %j', async (form, error, status) => {
    const refused = await call('POST', '/v1/refunds', { form: form.replace('CHARGE', charge) });
    expect([refused.status, refused.error]).toEqual([status, expect.objectContaining(error)]);
  });

  it('carries out one key once, tells it again, and refuses other parameters under it', async () => {
    const headers = { 'idempotency-key': 'one' };
    const form = `charge=${charge}&amount=500&metadata[why]=test`;
    const first = await call('POST', '/v1/refunds', { form, headers });
    const again = await call('POST', '/v1/refunds', { form, headers });
    expect(first.body).toMatchObject({ object: 'refund', amount: 500, metadata: { why: 'test' } });
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true']);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const other = await call('POST', '/v1/refunds', { form: `charge=${charge}&amount=501`, headers });
    expect([other.status, other.error.type]).toEqual([400, 'idempotency_error']);
    const rest = await call('POST', '/v1/refunds', { form: `charge=${charge}` });
    expect(rest.body.amount).toBe(amount - 500);
    const more = await call('POST', '/v1/refunds', { form: `charge=${charge}` });
    expect([more.status, more.error.code]).toEqual([400, 'charge_already_refunded']);
    const detail = (await (await fetch(`${sandbox.url}/_sandbox/state?detail=true`)).json()) as Record<
      string,
      JsonObject
    >;
    expect(detail.stripe?.shops).toMatchObject([{ writes: { refunds: 2 } }]);
  });
});
