import type { JsonObject } from '../../../../common/json.js';
import type { ProviderTransaction } from '../provider.records.js';
import type { SquareCalls } from './square.client.js';
import { mapDispute } from './square.dispute-mapper.js';
import { mapPayment } from './square.payment-mapper.js';
import { mapRefund } from './square.refund-mapper.js';

/** Before there was a Square there was nothing to list. */
export const BEFORE_SQUARE = '2009-01-01T00:00:00.000Z';
/** The most that Square gives in a page. */
const PAGE = 100;

export interface ListQuestion {
  location: string | null;
  /** ISO times: records made between them, or, of lists that can tell it, changed between them. */
  begin: string;
  until: string;
  by: 'created' | 'updated';
  page: string | null;
}

/** One of Square's lists of movements. */
export interface SquareList {
  /** What a page of it is called in the answer, and one record of it. */
  readonly many: string;
  readonly one: string;
  /** Square lists those of the main location only unless it is asked location by location. */
  readonly isByLocation: boolean;
  /** Whether it can be asked for a span of time. */
  readonly isTimed: boolean;
  readonly map: (record: JsonObject) => ProviderTransaction;
  readonly list: (calls: SquareCalls, question: ListQuestion) => Promise<JsonObject>;
  readonly get: (calls: SquareCalls, id: string) => Promise<JsonObject>;
}

const payments: SquareList = {
  many: 'payments',
  one: 'payment',
  isByLocation: true,
  isTimed: true,
  map: mapPayment,
  list: (calls, question) =>
    calls.call('the list of payments', (client) =>
      client.payments.list({ ...windowOf(question), ...placeOf(question), limit: PAGE }),
    ),
  get: (calls, id) => calls.call('a payment', (client) => client.payments.get({ paymentId: id })),
};

const refunds: SquareList = {
  many: 'refunds',
  one: 'refund',
  isByLocation: false,
  isTimed: true,
  map: mapRefund,
  list: (calls, question) =>
    calls.call('the list of refunds', (client) =>
      client.refunds.list({ ...windowOf(question), ...placeOf(question), limit: PAGE }),
    ),
  get: (calls, id) => calls.call('a refund', (client) => client.refunds.get({ refundId: id })),
};

/** Disputes are few: their list has neither spans of time nor a size of its pages. */
const disputes: SquareList = {
  many: 'disputes',
  one: 'dispute',
  isByLocation: false,
  isTimed: false,
  map: mapDispute,
  list: (calls, question) => calls.call('the list of disputes', (client) => client.disputes.list(placeOf(question))),
  get: (calls, id) => calls.call('a dispute', (client) => client.disputes.get({ disputeId: id })),
};

export const LISTS: Readonly<Record<string, SquareList>> = { payments, refunds, disputes };

function windowOf({ begin, until, by }: ListQuestion): {
  beginTime: string;
  endTime: string;
  updatedAtBeginTime?: string;
  updatedAtEndTime?: string;
  sortField: 'CREATED_AT' | 'UPDATED_AT';
  sortOrder: 'ASC';
} {
  // Oldest first: what is changed or made while the list is read comes at its end and moves nothing before it.
  return by === 'created'
    ? { beginTime: begin, endTime: until, sortField: 'CREATED_AT', sortOrder: 'ASC' }
    : {
        // Both windows hold, and that of creation is the last year unless it is told.
        beginTime: BEFORE_SQUARE,
        endTime: until,
        updatedAtBeginTime: begin,
        updatedAtEndTime: until,
        sortField: 'UPDATED_AT',
        sortOrder: 'ASC',
      };
}

function placeOf({ location, page }: ListQuestion): { locationId?: string; cursor?: string } {
  return { ...(location === null ? {} : { locationId: location }), ...(page === null ? {} : { cursor: page }) };
}
