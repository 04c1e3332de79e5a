export const FIGURES = [
  'list',
  'order',
  'search',
  'depth',
  'import',
  'bulk',
  'webhooks',
  'payments',
  'reconcile',
  'proxies',
  'start',
  'memory',
] as const;
export type FigureName = (typeof FIGURES)[number];

/** Those that need the big table and the server on it. */
const READS: readonly FigureName[] = ['list', 'order', 'search', 'depth', 'memory'];

export interface Options {
  figures: ReadonlySet<FigureName>;
  orders: number;
  /** Orders and products that each shop of the sandbox has for the first import. */
  import_orders: number;
  import_products: number;
  /** Products that one bulk update changes, and how often. */
  bulk_products: number;
  bulk_rounds: number;
  /** Orders a shop, a third of which each payment service has been paid for. */
  payment_orders: number;
  /** Transactions, and as many orders, that one pass reconciles. */
  reconcile_rows: number;
  /** Proxies that are tested. */
  proxies: number;
  rounds: number;
  round_seconds: number;
  connections: number;
  idle_seconds: number;
}

const USAGE = `usage: npm run bench [-- [figures] [--orders 200000] [--quick]]
figures: ${FIGURES.join(', ')} (default: all)`;

const WHOLE = {
  import_orders: 4_000,
  import_products: 400,
  bulk_products: 10_000,
  bulk_rounds: 3,
  payment_orders: 4_000,
  reconcile_rows: 100_000,
  proxies: 1_000,
  rounds: 5,
  round_seconds: 4,
};
const QUICK: typeof WHOLE = {
  import_orders: 1_000,
  import_products: 100,
  bulk_products: 1_000,
  bulk_rounds: 2,
  payment_orders: 1_000,
  reconcile_rows: 20_000,
  proxies: 300,
  rounds: 3,
  round_seconds: 2,
};

/** Throws with the usage on anything that it does not know. */
export function readOptions(words: string[]): Options {
  const figures = new Set<FigureName>();
  let orders = 200_000;
  let isQuick = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--quick') isQuick = true;
    else if (word === '--orders') orders = count(words[(at += 1)]);
    else if (isFigure(word)) figures.add(word);
    else throw new Error(`${word} is not known\n${USAGE}`);
  }
  if (isQuick) orders = Math.min(orders, 20_000);
  return {
    figures: figures.size === 0 ? new Set(FIGURES) : figures,
    orders,
    ...(isQuick ? QUICK : WHOLE),
    connections: 16,
    idle_seconds: 20,
  };
}

export function wantsReads(options: Options): boolean {
  return READS.some((name) => options.figures.has(name));
}

function isFigure(word: string): word is FigureName {
  return (FIGURES as readonly string[]).includes(word);
}

function count(word: string | undefined): number {
  const value = Number(word);
  if (!Number.isInteger(value) || value < 1_000 || value > 10_000_000) {
    throw new Error(`--orders takes a whole number from 1000 to 10000000\n${USAGE}`);
  }
  return value;
}
