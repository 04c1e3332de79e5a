import { BufferedResponse } from '../../../../../common/outbound/buffered-response.js';
import type { CampaignPlan, MadeObjects, ObjectKind, PlannedCreative, PlannedObject } from '../../campaign.records.js';
import type { NetworkCall, NetworkConnection } from '../../network.connection.js';

const NOW = Date.parse('2026-11-23T09:00:00Z');

/** What was made, as whoever publishes keeps it. */
export class Made implements MadeObjects {
  private readonly ids = new Map<string, string>();

  idOf(kind: ObjectKind, key: string): string {
    const id = this.ids.get(`${kind} ${key}`);
    if (id === undefined) throw new Error(`There is no ${kind} ${key} yet`);
    return id;
  }

  has(kind: ObjectKind, key: string): boolean {
    return this.ids.has(`${kind} ${key}`);
  }

  put({ kind, key }: PlannedObject, id: string): void {
    this.ids.set(`${kind} ${key}`, id);
  }
}

export function aCreative(fields: Partial<PlannedCreative> = {}): PlannedCreative {
  const picture = Buffer.from('a picture');
  return {
    id: '0198aaaa-0000-7000-8000-000000000003',
    name: 'Red shoes',
    primary_text: 'Shoes that last',
    headline: 'Red shoes',
    description: 'Only this week',
    call_to_action: 'shop_now',
    link_url: 'https://shop.example/shoes?utm_source=ksap',
    display_name: 'The shop',
    image: {
      id: '0198aaaa-0000-7000-8000-000000000002',
      sha256: 'ab'.repeat(32),
      content_type: 'image/png',
      width: 1080,
      height: 1080,
      size: picture.length,
      read: () => Promise.resolve(picture),
    },
    ...fields,
  };
}

/** A plan that Meta has nothing against: sales in Germany and Austria, begun an hour ago by the stage's clock. */
export function aPlan(fields: Partial<CampaignPlan> = {}, now = NOW): CampaignPlan {
  return {
    id: '0198aaaa-0000-7000-8000-000000000001',
    platform: 'facebook',
    ad_account_id: 'act_1000000001',
    page_id: '2000000001',
    profile_id: null,
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    name: 'Autumn',
    objective: 'conversions',
    budget_type: 'daily',
    budget_amount: '20.00',
    start_at: new Date(now - 3600_000).toISOString(),
    end_at: null,
    audience: {
      countries: ['DE', 'AT'],
      age_min: 25,
      age_max: 50,
      genders: ['female'],
      interests: [{ id: '6003020834693', name: 'Music' }],
      custom_audiences: ['23850000000000001'],
      excluded_custom_audiences: ['23850000000000002'],
      placements: [],
    },
    special_ad_categories: [],
    advertiser: { beneficiary: 'Shop GmbH', payor: 'Shop GmbH' },
    conversion: { pixel_id: '5000000001', event: 'purchase' },
    creatives: [aCreative()],
    ...fields,
  };
}

/** A network that answers what it is told to, and keeps what it was asked. */
export class Canned {
  readonly calls: NetworkCall[] = [];
  readonly pauses: number[] = [];
  readonly connection: NetworkConnection;

  /** @param answers one after the other; the last one again and again. */
  constructor(private readonly answers: { status?: number; body: unknown }[]) {
    this.connection = {
      signal: new AbortController().signal,
      clock: { ms: () => NOW },
      budget: { take: () => Promise.resolve(), learn: () => undefined, blockFor: () => undefined },
      tokens: { access_token: 'the-token', refresh_token: null },
      pause: (ms) => {
        this.pauses.push(ms);
        return Promise.resolve();
      },
      call: (request) => {
        const { status = 200, body } = this.answers[Math.min(this.calls.length, this.answers.length - 1)] ?? {
          body: {},
        };
        this.calls.push(request);
        const bytes = Buffer.from(JSON.stringify(body));
        return Promise.resolve(new BufferedResponse('meta', status, {}, request.url, bytes));
      },
    };
  }

  /** Path and query of each call, without the proof. */
  get asked(): string[] {
    return this.calls.map(({ method, url }) => {
      const { pathname, searchParams } = new URL(url);
      searchParams.delete('appsecret_proof');
      return `${method} ${pathname} ${searchParams.toString()}`.trim();
    });
  }
}
