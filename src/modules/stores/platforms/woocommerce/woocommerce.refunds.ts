import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { idAt, listAt } from '../platform.values.js';
import type { WooClient } from './woocommerce.client.js';

/** An order holds only a short list of its refunds; their dates and lines are read apart. */
const REFUND_FIELDS = 'id,parent_id,date_created_gmt,amount,reason,line_items';
/** WooCommerce's largest page. */
const BATCH = 100;

/**
 * Details of refunds for one read. Newer WooCommerce has a list across orders, which one call a page of orders suffices
 * for; where it is missing or refuses, each order's own list is asked.
 */
export class RefundReader {
  private hasList = true;

  constructor(private readonly client: WooClient) {}

  /** What the list across orders knows of these orders' refunds, by the id of the refund. */
  async ofPage(orders: JsonObject[]): Promise<ReadonlyMap<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    const refunded = orders.filter((order) => listAt(order.refunds).length > 0);
    if (!this.hasList || refunded.length < 2) return found;
    const ids = refunded.flatMap((order) => idsOf(order));
    for (let from = 0; from < ids.length; from += BATCH) {
      for (const refund of await this.batch(ids.slice(from, from + BATCH))) found.set(idAt(refund.id) ?? '', refund);
    }
    return found;
  }

  /**
   * Details of the order's refunds; null where the shop fails on just these: then the order's own list has to do.
   * @param known from `ofPage`.
   */
  async ofOrder(order: JsonObject, known: ReadonlyMap<string, JsonObject>): Promise<JsonObject[] | null> {
    const ids = idsOf(order);
    const details = ids.map((id) => known.get(id)).filter((refund) => refund !== undefined);
    const own = idAt(order.id) ?? '';
    const complete = details.length === ids.length && details.every((refund) => idAt(refund.parent_id) === own);
    return sorted(complete ? details : await this.listOf(own));
  }

  private async batch(ids: string[]): Promise<JsonObject[]> {
    try {
      return (await this.client.list('refunds', { include: ids.join(','), per_page: BATCH, _fields: REFUND_FIELDS }))
        .rows;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const refused = error.fault === 'rejected' || error.fault === 'auth';
      if (!refused && !failsHere(error)) throw error;
      this.hasList = false;
      return [];
    }
  }

  private async listOf(id: string): Promise<JsonObject[] | null> {
    const list = async (): Promise<JsonObject[]> =>
      (await this.client.list(`orders/${id}/refunds`, { per_page: BATCH, _fields: REFUND_FIELDS })).rows;
    try {
      return await list();
    } catch (error) {
      if (!failsHere(error)) throw error;
    }
    // Is it the shop that is ill, or these refunds? Asked once more after the order itself has answered.
    await this.client.one(`orders/${id}`, { _fields: 'id' });
    try {
      return await list();
    } catch (error) {
      if (failsHere(error)) return null;
      throw error;
    }
  }
}

/** The same order whichever way they were read. */
function sorted(refunds: JsonObject[] | null): JsonObject[] | null {
  return refunds?.toSorted((a, b) => Number(a.id) - Number(b.id)) ?? null;
}

function idsOf(order: JsonObject): string[] {
  return listAt(order.refunds).flatMap((refund) => idAt(refund.id) ?? []);
}

/** WooCommerce's refunds answer 500 for faults of their own, too. */
function failsHere(error: unknown): boolean {
  return error instanceof ProviderError && error.fault === 'unavailable' && error.status === 500;
}
