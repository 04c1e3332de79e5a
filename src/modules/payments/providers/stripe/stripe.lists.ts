import type Stripe from 'stripe';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { StripeCalls } from './stripe.client.js';

/** Stripe's largest page. */
export const PAGE = 100;

export interface ListParams {
  limit: number;
  starting_after?: string;
  created?: { gte?: number; lte?: number };
}

export interface ListPage<T> {
  data: T[];
  has_more: boolean;
}

/** One page of a list. Throws ProviderError `bad_answer` on what is no list. */
export async function listPage<T extends { id: string }>(
  calls: StripeCalls,
  list: (sdk: Stripe) => PromiseLike<ListPage<T>>,
): Promise<ListPage<T>> {
  const page: { data?: T[]; has_more?: boolean } = await calls((sdk) => list(sdk));
  if (!Array.isArray(page.data) || page.data.some((record: Partial<T> | null) => typeof record?.id !== 'string')) {
    throw new ProviderError({ fault: 'bad_answer', provider: 'stripe', message: 'Stripe answered what is no list' });
  }
  // A page that is empty cannot be gone on from, whatever it says.
  return { data: page.data, has_more: page.has_more === true && page.data.length > 0 };
}

/** Every page from where `after` stopped, newest first; what is made meanwhile is before the first and moves nothing. */
export async function* listAll<T extends { id: string }>(
  calls: StripeCalls,
  list: (sdk: Stripe, params: ListParams) => PromiseLike<ListPage<T>>,
  params: Pick<ListParams, 'created'> & { limit?: number },
  after: string | null = null,
): AsyncGenerator<ListPage<T>> {
  let last = after;
  for (;;) {
    const asked: ListParams = { limit: PAGE, ...params, ...(last === null ? {} : { starting_after: last }) };
    const page = await listPage(calls, (sdk) => list(sdk, asked));
    yield page;
    last = page.data.at(-1)?.id ?? null;
    if (!page.has_more) return;
  }
}

/** The object, or null where Stripe has none of this id. */
export async function orNone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderError && error.fault === 'rejected' && error.status === 404) return null;
    throw error;
  }
}
