import type Stripe from 'stripe';
import type { Json } from '../../../../common/json.js';
import type { ProviderRead } from '../provider.port.js';
import type { StripeCalls } from './stripe.client.js';
import { listAll } from './stripe.lists.js';
import { secondsOf } from './stripe.values.js';

/**
 * Which objects a read goes through, and in which order: those made in its time, then those that events say have changed, then
 * those that are open here. Where it stands is the phase and the last id done.
 */

/** Stripe keeps events for thirty days; an hour is left for the read itself. */
const EVENTS_REACH_MS = 30 * 86_400_000 - 3_600_000;
/** Objects read one by one between two places that a read can go on from. */
const HANDFUL = 25;

/** Which ids are meant. */
export interface Ids {
  test(id: string): boolean;
}

export type Phase = 'made' | 'changed' | 'open';

export interface Place {
  phase: Phase;
  /** The last object (or event) of the phase that is done; null: none yet. */
  after: string | null;
}

const START: Place = { phase: 'made', after: null };

export function placeOf(cursor: Json): Place {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) return START;
  const { phase, after } = cursor;
  if (phase !== 'made' && phase !== 'changed' && phase !== 'open') return START;
  return { phase, after: typeof after === 'string' ? after : null };
}

/** When objects of this read were made, in unix seconds, both included. */
export function windowOf(read: ProviderRead): { gte?: number; lte: number } {
  const lte = secondsOf(read.until);
  return isWhole(read) ? { lte } : { gte: secondsOf(read.since ?? ''), lte };
}

/** Whether it reads everything: a full one, or one that begins before Stripe's events do, so that they cannot tell what changed. */
export function isWhole(read: ProviderRead): boolean {
  return (
    read.mode === 'full' || read.since === null || Date.parse(read.since) < Date.parse(read.until) - EVENTS_REACH_MS
  );
}

export interface Changed {
  ids: string[];
  place: Place;
}

/** Ids of objects made before this read's time that changed in it, by handfuls, each once per handful. */
export async function* changedIds(
  calls: StripeCalls,
  read: ProviderRead,
  source: { ids: Ids; events: string[] },
  after: string | null,
): AsyncGenerator<Changed> {
  if (source.events.length === 0 || isWhole(read)) return;
  const created = windowOf(read);
  const types = source.events;
  for await (const page of listAll(calls, (sdk, params) => sdk.events.list({ ...params, types }), { created }, after)) {
    const ids = page.data.flatMap((event) => changedIn(event, source.ids, created.gte ?? 0));
    const place: Place = { phase: 'changed', after: page.data.at(-1)?.id ?? after };
    yield { ids: [...new Set(ids)], place };
  }
}

/** Ids that are open here, by handfuls. */
export function* openIds(read: ProviderRead, ids: Ids, after: string | null): Generator<Changed> {
  if (isWhole(read)) return;
  const open = [...new Set(read.open_ids)].filter((id) => ids.test(id) && (after === null || id > after)).sort();
  for (let from = 0; from < open.length; from += HANDFUL) {
    const handful = open.slice(from, from + HANDFUL);
    yield { ids: handful, place: { phase: 'open', after: handful.at(-1) ?? after } };
  }
}

function changedIn(event: Stripe.Event, ids: Ids, made_before: number): string[] {
  const { object = {} } = (event as { data?: { object?: { id?: unknown; created?: unknown } } }).data ?? {};
  const isListed = typeof object.created === 'number' && object.created >= made_before;
  return typeof object.id === 'string' && ids.test(object.id) && !isListed ? [object.id] : [];
}
