import type { Database } from '../src/common/database/database.js';
import { Cursors } from '../src/common/http/cursor.js';
import { KeysetLists } from '../src/common/http/keyset-list.js';
import { KeyedHash } from '../src/common/security/keyed-hash.js';
import { AllOrdersQueryDto } from '../src/modules/orders/orders.dto.js';
import type { PaymentsApi } from '../src/modules/payments/payments.api.js';
import { OrderQueries } from '../src/modules/orders/orders.queries.js';

export interface Statement {
  text: string;
  values: unknown[];
}

/** What the bare server answers of an order is one statement. */
const WITHOUT_PAYMENTS: PaymentsApi = { feesOf: () => Promise.resolve([]), paymentsOf: () => Promise.resolve('null') };

/** Stands where the database stands and keeps what it is asked. */
class StatementCatcher {
  caught: Statement | null = null;

  readonly prepared = (text: string, values: unknown[]): Promise<[]> => this.keep(text, values);
  readonly query = (text: string, values: unknown[]): Promise<[]> => this.keep(text, values);

  private async keep(text: string, values: unknown[]): Promise<[]> {
    this.caught = { text, values };
    return [];
  }
}

/** The very statements that the product's own code builds for a request, for the bare server to run. */
export class CapturedReads {
  private readonly catcher = new StatementCatcher();
  private readonly cursors: Cursors;
  private readonly queries: OrderQueries;

  constructor(
    private readonly userId: string,
    jwtSecret: string,
  ) {
    const database = this.catcher as unknown as Database;
    this.cursors = new Cursors(new KeyedHash(jwtSecret));
    this.queries = new OrderQueries(database, new KeysetLists(database, this.cursors), WITHOUT_PAYMENTS);
  }

  /** Of `GET /orders?…`. */
  async list(query: Partial<AllOrdersQueryDto>): Promise<Statement> {
    await this.queries.listAll(this.userId, Object.assign(new AllOrdersQueryDto(), query));
    return this.taken();
  }

  /** Of `GET /orders/{id}`. */
  async order(id: string): Promise<Statement> {
    await this.queries.get(this.userId, id).catch(() => undefined);
    return this.taken();
  }

  /** The cursor that the page ending with this order gives out. */
  cursorAfter(createdAt: string, id: string): string {
    return this.cursors.encode(`orders:${this.userId}`, { sort: '-created_at', values: [createdAt, id] });
  }

  private taken(): Statement {
    const { caught } = this.catcher;
    if (!caught) throw new Error('The product asked the database nothing');
    this.catcher.caught = null;
    return caught;
  }
}
