import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { OutboundClient } from '../../../../common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../../common/outbound/outbound-options.js';
import type { ProviderConnection } from '../provider.connection.js';
import { type StripeCalls, stripeCalls } from './stripe.client.js';

interface Said {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

let server: Server;
let http: OutboundClient;
let answers: Said[] = [];
let heard: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];
let waits: number[] = [];
let blocks: number[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  http = new OutboundClient(
    new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/unit', retry_base_ms: 1 }),
  );
  server = createServer((request, response) => {
    heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    const { status, body = {}, headers = {} } = answers.shift() ?? { status: 200 };
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await http.close();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  answers = [];
  heard = [];
  waits = [];
  blocks = [];
});

function calls(once = false): Promise<StripeCalls> {
  const connection: ProviderConnection = {
    processor_id: 'unit',
    credentials: { secret_key: 'sk_test_unit_0000' },
    http,
    signal: new AbortController().signal,
    budget: {
      take: () => Promise.resolve(),
      learn: () => undefined,
      blockFor: (ms) => void blocks.push(ms),
    },
    pause: (ms) => Promise.resolve(void waits.push(ms)),
  };
  const { port } = server.address() as AddressInfo;
  return stripeCalls(connection, { api_url: `http://127.0.0.1:${port}/stripe`, once });
}

const read = async (once = false): Promise<unknown> => (await calls(once))((sdk) => sdk.charges.retrieve('ch_1'));
const write = async (once = false): Promise<unknown> =>
  (await calls(once))((sdk) => sdk.refunds.create({ charge: 'ch_1' }, { idempotencyKey: 'one' }));
const refusal = (message: string, more: object = {}): Said['body'] => ({
  error: { message, type: 'invalid_request_error', ...more },
});

describe('calls to Stripe', () => {
  it('go to the configured address, in a pinned version, and tell nothing of this machine', async () => {
    answers = [{ status: 200, body: { id: 'ch_1' } }];
    expect(await read()).toMatchObject({ id: 'ch_1' });
    expect(heard[0]).toMatchObject({ method: 'GET', url: '/stripe/v1/charges/ch_1' });
    expect(heard[0]?.headers).toMatchObject({
      authorization: 'Bearer sk_test_unit_0000',
      'stripe-version': '2026-10-28.endive',
      'user-agent': 'KSAP/unit',
    });
    expect(Object.keys(heard[0]?.headers ?? {}).filter((name) => name.startsWith('x-stripe'))).toEqual([]);
  });

  it.each([
    [401, refusal('Invalid API Key provided: sk_test_*******0000'), { fault: 'auth', status: 401 }],
    [
      403,
      refusal(
        "The provided key 'rk_test_***0000' … Having the 'rak_charge_read' permission would allow this request to continue.",
      ),
      { fault: 'auth', message: 'The key lacks rak_charge_read' },
    ],
    [
      400,
      refusal('Received unknown parameter: x', { code: 'parameter_unknown' }),
      { fault: 'rejected', provider_code: 'parameter_unknown' },
    ],
    [402, refusal('No funds'), { fault: 'rejected', status: 402 }],
    [404, refusal("No such charge: 'ch_1'", { code: 'resource_missing' }), { fault: 'rejected', status: 404 }],
    [409, refusal('Conflict'), { fault: 'rejected', status: 409 }],
    [409, refusal('In use', { code: 'idempotency_key_in_use' }), { fault: 'unknown_outcome' }],
    [400, { error: { message: 'Other parameters', type: 'idempotency_error' } }, { fault: 'unknown_outcome' }],
    [200, '{"id": "ch_', { fault: 'bad_answer' }],
    [200, '<h1>Sorry</h1>', { fault: 'bad_answer' }],
    [200, 'null', { fault: 'bad_answer' }],
  ])('say of %i %j what may be concluded', async (status, body, expected) => {
    answers = [{ status, body }];
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ provider: 'stripe', ...expected });
    expect(JSON.stringify(error)).not.toContain('0000');
    expect(heard).toHaveLength(1);
  });

  it('are repeated under the same key when Stripe is down, as long as it does not say not to', async () => {
    answers = [{ status: 500 }, { status: 503 }, { status: 200, body: { id: 're_1' } }];
    expect(await write()).toMatchObject({ id: 're_1' });
    expect(heard.map((call) => call.headers['idempotency-key'])).toEqual(['one', 'one', 'one']);
    expect(waits).toEqual([250, 500]);
    answers = [{ status: 500, headers: { 'stripe-should-retry': 'false' } }];
    await expect(write()).rejects.toMatchObject({ fault: 'unavailable', status: 500 });
    expect(heard).toHaveLength(4);
  });

  it('are repeated after a conflict when Stripe says so, and not else', async () => {
    answers = [
      { status: 409, headers: { 'stripe-should-retry': 'true' } },
      { status: 200, body: { id: 'ch_1' } },
    ];
    expect(await read()).toMatchObject({ id: 'ch_1' });
  });

  it('wait as long as they are told, and leave long waits to whoever asked', async () => {
    answers = [
      { status: 429, headers: { 'retry-after': '2' } },
      { status: 200, body: { id: 'ch_1' } },
    ];
    expect(await read()).toMatchObject({ id: 'ch_1' });
    expect(blocks).toEqual([2000]);
    answers = [{ status: 429, headers: { 'retry-after': '30' } }];
    await expect(read()).rejects.toMatchObject({ fault: 'throttled', retry_after_ms: 30_000 });
    expect(heard).toHaveLength(3);
  });

  it('that are to be sent once are, and it is told that their outcome is not known', async () => {
    answers = [{ status: 500 }];
    await expect(write(true)).rejects.toMatchObject({ fault: 'unknown_outcome', status: 500 });
    expect(heard).toHaveLength(1);
    answers = [{ status: 500 }, { status: 200, body: { id: 'ch_1' } }];
    expect(await read(true)).toMatchObject({ id: 'ch_1' });
  });
});
