import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

describe('GET carriers', () => {
  let app: TestApp;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    http = await as(app.http, await aUser(app.db));
  });
  afterAll(() => app.close());

  it('lists those that are known, with the page on which a parcel is followed', async () => {
    const { data } = (await http.get('/api/v1/carriers')).body;
    expect(data.page).toEqual({ limit: data.items.length, next_cursor: null, has_more: false });
    expect(data.items.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['UPS', 'FedEx', 'USPS', 'DHL Express', 'Royal Mail', 'DPD', 'GLS', 'Evri', 'PostNL']),
    );
    expect(data.items.find(({ key }: { key: string }) => key === 'ups')).toEqual({
      key: 'ups',
      name: 'UPS',
      aliases: ['united parcel service'],
      tracking_url: 'https://www.ups.com/track?tracknum={number}',
    });
  });

  it('guesses the carrier of a number that leaves no doubt', async () => {
    const { data } = (await http.get('/api/v1/carriers/guess?tracking_number=1z%20999%20aa10123456784')).body;
    expect(data).toEqual({
      tracking_number: '1Z999AA10123456784',
      carrier: {
        key: 'ups',
        name: 'UPS',
        tracking_url: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
        is_checked: true,
      },
      candidates: [expect.objectContaining({ key: 'ups' })],
    });
  });

  it('names the candidates of a number that several carriers use', async () => {
    const { data } = (await http.get('/api/v1/carriers/guess?tracking_number=01234567890123')).body;
    expect(data.carrier).toBeNull();
    expect(data.candidates.map(({ key }: { key: string }) => key)).toEqual(['dpd', 'dpd_uk', 'hermes']);
  });

  it('knows nobody for a number of no known form', async () => {
    const { data } = (await http.get('/api/v1/carriers/guess?tracking_number=parcel-for-ada')).body;
    expect(data).toMatchObject({ carrier: null, candidates: [] });
  });

  it.each(['', '?tracking_number=', `?tracking_number=${'1'.repeat(101)}`])(
    'refuses to guess from %j',
    async (query) => {
      const answer = await http.get(`/api/v1/carriers/guess${query}`);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe('tracking_number');
    },
  );
});
