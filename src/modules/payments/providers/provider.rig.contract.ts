import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { fromMinorUnits } from '../../../common/money/money.js';
import { OutboundClient } from '../../../common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../common/outbound/outbound-options.js';
import { LeakyBudget } from '../../../common/outbound/rate-budget.js';
import type { ProviderConnection } from './provider.connection.js';
import type { PaymentProvider, ProviderDelivery, ProviderRead, RefundOrder, WebhookTrust } from './provider.port.js';
import type { ProviderPage, ProviderPayout, ProviderPayoutLine, ProviderTransaction } from './provider.records.js';

/** The books of the service in the sandbox, as its control API tells them (GET /_sandbox/ledger); money in minor units. */
export interface ExpectedBooks {
  payments: {
    id: string;
    status: string;
    amount: number;
    currency: string;
    refunds: { id: string }[];
    dispute: unknown;
  }[];
  refunds: { id: string; payment_id: string; status: string; amount: number; currency: string }[];
  disputes: { id: string; payment_id: string; status: string; created: number }[];
  entries: { id: string; kind: string; settlement: { currency: string; net: number } }[];
  payouts: { id: string; amount: number; currency: string; status: string }[];
}

/** What the suite needs to know of a provider and its account in the sandbox. */
export interface ProviderUnderTest {
  provider: PaymentProvider;
  credentials: Record<string, unknown>;
  wrong_credentials: Record<string, unknown>;
  /** Which of its resources bring these, for events and for single reads. */
  resource_of: { payment: string; refund: string; payout: string };
  books: () => Promise<ExpectedBooks>;
  fault: (fault: { kind: string; rate?: number; count?: number; path?: string; method?: string }) => Promise<void>;
  clearFaults: () => Promise<void>;
  /** Something happens at the service (POST /_sandbox/events); gives what was touched. */
  event: (type: string, payload?: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** Refunds that were made over its API since it started. */
  refundsMade: () => Promise<number>;
  /** Part of the addresses that refunds are sent to, for faults. */
  refund_path: string;
  /** False where some movements show only in payouts, or payouts are movements too: nets are then not compared. Default true. */
  tells_every_net?: boolean;
  /** How far back it lists disputes; older ones are told by what they took only. Default: all of them. */
  disputes_days?: number;
  /** A delivery about a payment that this provider would send now, what it is checked against, and what it names. */
  signed: (connection: ProviderConnection) => Promise<{
    delivery: ProviderDelivery;
    trust: WebhookTrust;
    resource: string;
    platform_id: string;
    /** The same, signed longer ago than the provider's tolerance; where it has one. */
    replayed?: ProviderDelivery;
  }>;
}

export interface Everything {
  transactions: Map<string, ProviderTransaction>;
  payouts: Map<string, ProviderPayout>;
  lines: Map<string, ProviderPayoutLine>;
  complete: Set<string>;
  bad: ProviderPage['bad'];
}

const PROCESSOR = '11111111-1111-4111-8111-111111111111';
const FULL: Omit<ProviderRead, 'resource' | 'until'> = { mode: 'full', since: null, cursor: null, open_ids: [] };

/** What the suites of a provider work with; good between `open` and `close`. */
export class ProviderRig {
  private held: ProviderUnderTest | null = null;
  private http: OutboundClient | null = null;
  private made = 0;

  async open(setUp: () => Promise<ProviderUnderTest>): Promise<void> {
    Logger.overrideLogger(false);
    this.held = await setUp();
    this.http = new OutboundClient(
      new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/contract', retry_base_ms: 10 }),
    );
  }

  async close(): Promise<void> {
    await this.http?.close();
  }

  get under(): ProviderUnderTest {
    if (this.held === null) throw new Error('The rig is not open');
    return this.held;
  }

  connect(
    credentials: Record<string, unknown> = this.under.credentials,
    signal = new AbortController().signal,
  ): ProviderConnection {
    if (this.http === null) throw new Error('The rig is not open');
    return {
      processor_id: PROCESSOR,
      credentials: this.under.provider.parseCredentials(credentials),
      http: this.http,
      signal,
      budget: quickBudget(),
      pause: (ms) => sleep(Math.min(ms / 20, 100), undefined, { signal }),
    };
  }

  pages(read: Partial<ProviderRead> & { resource: string }, connection = this.connect()): Promise<ProviderPage[]> {
    return collect(this.under.provider.read(connection, { ...FULL, until: now(), ...read }));
  }

  /** Of every resource. */
  async readAll(read: Partial<ProviderRead> = {}): Promise<Everything> {
    const all: ProviderPage[] = [];
    for (const resource of this.under.provider.resources) all.push(...(await this.pages({ ...read, resource })));
    return everythingIn(all);
  }

  /** A payment of the books of which nothing was given back yet. */
  async refundable(least = 200): Promise<ExpectedBooks['payments'][number]> {
    const { payments } = await this.under.books();
    const found = payments.findLast(
      (one) => one.status === 'succeeded' && one.refunds.length === 0 && one.dispute === null && one.amount >= least,
    );
    if (found === undefined) throw new Error('The sandbox has no payment left that can be refunded');
    return found;
  }

  async paymentOf(id: string): Promise<ProviderTransaction> {
    const page = await this.under.provider.readOne(this.connect(), this.under.resource_of.payment, id);
    const found = page?.transactions.find((one) => one.platform_transaction_id === id);
    if (found === undefined) throw new Error(`The provider has no payment ${id}`);
    return found;
  }

  /** A new order to refund so many of the currency's smallest units. */
  orderOf(payment: ProviderTransaction, units: number): RefundOrder {
    this.made += 1;
    const amount = fromMinorUnits(units, payment.currency);
    return { refund_id: uuid(this.made), payment, amount, reason: 'Came too late' };
  }
}

/** A little ahead: the books and we may have slightly different clocks, and a second is Stripe's smallest time. */
export function now(): string {
  return new Date(Date.now() + 2000).toISOString();
}

async function collect<T>(all: AsyncGenerator<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of all) items.push(item);
  return items;
}

export function everythingIn(all: readonly ProviderPage[]): Everything {
  const transactions = all.flatMap((page) => page.transactions);
  const payouts = all.flatMap((page) => page.payouts);
  const lines = all.flatMap((page) => page.payout_lines);
  return {
    transactions: new Map(transactions.map((one) => [one.platform_transaction_id, one])),
    payouts: new Map(payouts.map((one) => [one.platform_payout_id, one])),
    lines: new Map(lines.map((one) => [`${one.platform_payout_id} ${one.platform_line_id}`, one])),
    complete: new Set(all.flatMap((page) => page.complete_payouts)),
    bad: all.flatMap((page) => page.bad),
  };
}

export function uuid(n: number): string {
  return `22222222-2222-4222-8222-${String(n).padStart(12, '0')}`;
}

/** An id of the same shape that nobody has. */
export function nobody(id: string): string {
  return `${id.slice(0, -6)}ZZZZZZ`;
}

/** Waits as it should, only quicker. */
function quickBudget(): ProviderConnection['budget'] {
  const budget = new LeakyBudget({ capacity: 1000, restore_per_second: 1000 });
  return {
    take: (cost, signal) => budget.take(cost, signal),
    learn: () => undefined,
    blockFor: (ms) => budget.blockFor(Math.min(ms / 20, 100)),
  };
}

export function namesIn(all: readonly ProviderPage[]): string[] {
  const { transactions, payouts, lines, complete } = everythingIn(all);
  const done = [...complete].map((id) => `complete ${id}`);
  return [...transactions.keys(), ...payouts.keys(), ...lines.keys(), ...done].sort();
}
