import { epochOf } from '../random.js';
import { GATEWAYS, type Gateway, type SandboxSale } from '../sales.js';
import type { Book } from './book.js';
import { openBook } from './opening.js';

/** The books of all payment services: made together when somebody first looks into one, and never where nobody does. */
export class Books {
  private held: ReadonlyMap<Gateway, Book> | null = null;

  constructor(
    private readonly seed: number,
    private readonly sales: () => Iterable<SandboxSale>,
  ) {}

  of(gateway: Gateway): Book {
    this.held ??= this.open();
    const book = this.held.get(gateway);
    if (book === undefined) throw new RangeError(`no books of ${gateway}`);
    return book;
  }

  /** See SandboxContext. */
  sold(sale: () => SandboxSale | null): void {
    if (this.held === null) return;
    const told = sale();
    if (told !== null) this.held.get(told.gateway)?.sold(told);
  }

  private open(): Map<Gateway, Book> {
    const byGateway = new Map<Gateway, SandboxSale[]>(GATEWAYS.map((gateway) => [gateway, []]));
    const all = [...this.sales()];
    for (const sale of distinguishable(all)) byGateway.get(sale.gateway)?.push(sale);
    const epoch = epochOf(this.seed);
    return new Map([...byGateway].map(([gateway, sales]) => [gateway, openBook(gateway, this.seed, epoch, sales)]));
  }
}

/**
 * The service is told which order it is where the sum and the buyer would not lead there: where two sales look alike, where only a
 * part was paid, and where it was given back, perhaps with the order cancelled.
 */
function distinguishable(sales: readonly SandboxSale[]): SandboxSale[] {
  const keyOf = ({ email, currency, paid }: SandboxSale): string => `${email ?? ''}|${currency}|${paid}`;
  const counts = new Map<string, number>();
  for (const sale of sales) if (!sale.told) counts.set(keyOf(sale), 0);
  for (const sale of sales) {
    const count = counts.get(keyOf(sale));
    if (count !== undefined) counts.set(keyOf(sale), count + 1);
  }
  const isPlain = (sale: SandboxSale): boolean => sale.paid === sale.total && sale.refunds.length === 0;
  return sales.map((sale) =>
    sale.told || (isPlain(sale) && counts.get(keyOf(sale)) === 1) ? sale : { ...sale, told: true },
  );
}
