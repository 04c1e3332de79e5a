import type { ProviderRead } from '../provider.port.js';
import type { ProviderPage } from '../provider.records.js';
import type { StripeCalls } from './stripe.client.js';
import { listAll, orNone } from './stripe.lists.js';
import type { Source } from './stripe.sources.js';
import { type Mapped, together } from './stripe.values.js';
import { changedIds, openIds, type Place, placeOf, windowOf } from './stripe.walk.js';

/** A read of charges, refunds, disputes or the rest of the balance. */
export async function* readTransactions<T extends { id: string }>(
  calls: StripeCalls,
  read: ProviderRead,
  source: Source<T>,
): AsyncGenerator<ProviderPage> {
  const start = placeOf(read.cursor);
  if (start.phase === 'made') {
    for await (const page of listAll(calls, source.list, { created: windowOf(read) }, start.after)) {
      yield pageOf(source.map(page.data), { phase: 'made', after: page.data.at(-1)?.id ?? start.after });
    }
  }
  if (start.phase !== 'open') {
    const after = start.phase === 'changed' ? start.after : null;
    for await (const { ids, place } of changedIds(calls, read, source, after)) {
      yield pageOf(await readEach(calls, source, ids), place);
    }
  }
  for (const { ids, place } of openIds(read, source.ids, start.phase === 'open' ? start.after : null)) {
    yield pageOf(await readEach(calls, source, ids), place);
  }
}

/** One object as it is, with what belongs to it; null: Stripe has it not. */
export async function readTransaction<T extends { id: string }>(
  calls: StripeCalls,
  source: Source<T>,
  id: string,
): Promise<Mapped | null> {
  if (!source.ids.test(id)) return null;
  const object = await orNone(() => calls((sdk) => source.one(sdk, id)));
  if (object === null) return null;
  const more = await source.alongside?.(calls, object);
  return together([source.map([object]), ...(more === undefined ? [] : [more])]);
}

async function readEach<T extends { id: string }>(
  calls: StripeCalls,
  source: Source<T>,
  ids: readonly string[],
): Promise<Mapped> {
  const parts: Mapped[] = [];
  for (const id of ids) {
    const object = await orNone(() => calls((sdk) => source.one(sdk, id)));
    if (object !== null) parts.push(source.map([object]));
  }
  return together(parts);
}

function pageOf(mapped: Mapped, place: Place): ProviderPage {
  return { ...mapped, cursor: { ...place }, total: null };
}
