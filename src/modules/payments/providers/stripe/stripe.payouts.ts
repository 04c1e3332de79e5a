import type Stripe from 'stripe';
import type { Json } from '../../../../common/json.js';
import type { ProviderRead } from '../provider.port.js';
import { NO_RECORDS, type ProviderPage } from '../provider.records.js';
import type { StripeCalls } from './stripe.client.js';
import { type ListPage, type ListParams, listAll, orNone } from './stripe.lists.js';
import { isItemised, payoutLine, payoutOf, unitemisedLine } from './stripe.payout-mapper.js';
import { badRecord, type Mapped, together } from './stripe.values.js';
import { changedIds, openIds, type Place, placeOf, windowOf } from './stripe.walk.js';

const EXPANDS = ['destination', 'balance_transaction'];
const PAYOUTS = {
  ids: /^po_\w+$/,
  events: [
    'payout.created',
    'payout.updated',
    'payout.paid',
    'payout.failed',
    'payout.canceled',
    'payout.reconciliation_completed',
  ],
};
/** Small payouts are handed over together, up to about so many lines. */
const ENOUGH = 500;

/** Where a read stopped inside a payout: whose lines, and the last of them. */
interface Inside {
  payout: string;
  line: string;
}

type Part = Mapped & { inside: Inside | null };

export function listPayouts(sdk: Stripe, params: ListParams): PromiseLike<ListPage<Stripe.Payout>> {
  return sdk.payouts.list({ ...params, expand: EXPANDS.map((name) => `data.${name}`) });
}

/** A read of payouts, each with all its lines. */
export async function* readPayouts(calls: StripeCalls, read: ProviderRead): AsyncGenerator<ProviderPage> {
  const start = placeOf(read.cursor);
  const inside = insideOf(read.cursor);
  if (start.phase === 'made') {
    for await (const page of listAll(calls, listPayouts, { created: windowOf(read) }, start.after)) {
      yield* handOver(calls, page.data, inside, (last) => ({ phase: 'made', after: last ?? start.after }));
    }
  }
  if (start.phase !== 'open') {
    const after = start.phase === 'changed' ? start.after : null;
    for await (const { ids, place } of changedIds(calls, read, PAYOUTS, after)) {
      yield { ...(await readEach(calls, ids)), cursor: { ...place }, total: null };
    }
  }
  for (const { ids, place } of openIds(read, PAYOUTS.ids, start.phase === 'open' ? start.after : null)) {
    yield { ...(await readEach(calls, ids)), cursor: { ...place }, total: null };
  }
}

/** One payout with all its lines; null: Stripe has it not. */
export async function readPayout(calls: StripeCalls, id: string): Promise<Mapped | null> {
  if (!PAYOUTS.ids.test(id)) return null;
  const payout = await orNone(() => calls((sdk) => sdk.payouts.retrieve(id, { expand: EXPANDS })));
  if (payout === null) return null;
  const parts: Mapped[] = [];
  for await (const part of partsOf(calls, payout, null)) parts.push(part);
  return inOne(parts);
}

async function readEach(calls: StripeCalls, ids: readonly string[]): Promise<Mapped> {
  const parts: Mapped[] = [];
  for (const id of ids) {
    const payout = await readPayout(calls, id);
    if (payout !== null) parts.push(payout);
  }
  return together(parts);
}

/** Pages of these payouts. `placeAfter` names the place behind a payout (null: before the first of them). */
async function* handOver(
  calls: StripeCalls,
  payouts: readonly Stripe.Payout[],
  inside: Inside | null,
  placeAfter: (payout: string | null) => Place,
): AsyncGenerator<ProviderPage> {
  let held: Mapped[] = [];
  let done: string | null = null;
  for (const payout of payouts) {
    const after = inside?.payout === payout.id ? inside.line : null;
    for await (const part of partsOf(calls, payout, after)) {
      const { inside: stopped, ...records } = part;
      held.push(records);
      if (stopped === null) done = payout.id;
      const isEnough = held.reduce((lines, one) => lines + one.payout_lines.length, 0) >= ENOUGH;
      if (!isEnough) continue;
      yield { ...inOne(held), cursor: cursorOf(placeAfter(done), stopped), total: null };
      held = [];
    }
  }
  if (held.length > 0) yield { ...inOne(held), cursor: cursorOf(placeAfter(done), null), total: null };
}

/** The payout with its lines, a part for each page of them. */
async function* partsOf(calls: StripeCalls, payout: Stripe.Payout, after: string | null): AsyncGenerator<Part> {
  const nothing: Part = { ...NO_RECORDS, inside: null };
  let record;
  try {
    record = payoutOf(payout);
  } catch (error) {
    yield { ...nothing, bad: [badRecord(payout, error)] };
    return;
  }
  const whole: Part = { ...nothing, payouts: [record] };
  if (!isItemised(payout)) {
    yield { ...whole, payout_lines: [unitemisedLine(payout)], complete_payouts: [payout.id] };
    return;
  }
  // Stripe is still finding out what is in it: its lines are read when it knows.
  if (payout.reconciliation_status !== 'completed') {
    yield whole;
    return;
  }
  const list = (sdk: Stripe, params: ListParams): PromiseLike<ListPage<Stripe.BalanceTransaction>> =>
    sdk.balanceTransactions.list({ ...params, payout: payout.id });
  for await (const page of listAll(calls, list, {}, after)) {
    const last = page.data.at(-1)?.id;
    const lines = linesOf(payout.id, page.data);
    yield {
      ...whole,
      ...lines,
      complete_payouts: page.has_more ? [] : [payout.id],
      inside: page.has_more && last !== undefined ? { payout: payout.id, line: last } : null,
    };
  }
}

/** Each payout once, however many pages its lines came in. */
function inOne(parts: readonly Mapped[]): Mapped {
  const all = together(parts);
  return { ...all, payouts: [...new Map(all.payouts.map((one) => [one.platform_payout_id, one])).values()] };
}

function linesOf(
  payout: string,
  movements: readonly Stripe.BalanceTransaction[],
): Pick<Mapped, 'payout_lines' | 'bad'> {
  const lines: Pick<Mapped, 'payout_lines' | 'bad'> = { payout_lines: [], bad: [] };
  for (const movement of movements) {
    try {
      const line = payoutLine(payout, movement);
      if (line !== null) lines.payout_lines.push(line);
    } catch (error) {
      lines.bad.push(badRecord(movement, error));
    }
  }
  return lines;
}

function cursorOf(place: Place, inside: Inside | null): Json {
  return { ...place, inside: inside === null ? null : { ...inside } };
}

function insideOf(cursor: Json): Inside | null {
  const inside = typeof cursor === 'object' && cursor !== null && !Array.isArray(cursor) ? cursor.inside : null;
  if (typeof inside !== 'object' || inside === null || Array.isArray(inside)) return null;
  const { payout, line } = inside;
  return typeof payout === 'string' && typeof line === 'string' ? { payout, line } : null;
}
