/** One kind of record: made lazily from the seed, changed by events, ordered by id and by last change. */
export interface RecordSource<Row> {
  count: number;
  make(n: number): Row;
  times(n: number): { created: number; updated: number };
}

export type RecordOrder = 'id' | 'updated';

export class Records<Row extends { n: number; created: number; updated: number }> {
  private readonly created: number[] = [];
  private readonly updated: number[] = [];
  private readonly changed = new Map<number, Row>();
  private readonly gone = new Set<number>();
  private by_id: number[] | null = null;
  private by_updated: number[] | null = null;
  private next: number;
  /** Grows with every change. */
  version = 0;
  /** Is told of each row that came or changed. */
  onWrite: ((row: Row) => void) | null = null;

  constructor(private readonly source: RecordSource<Row>) {
    this.next = source.count;
    for (let n = 0; n < source.count; n++) {
      const { created, updated } = source.times(n);
      this.created.push(created);
      this.updated.push(updated);
    }
  }

  get size(): number {
    return this.next - this.gone.size;
  }

  has(n: number): boolean {
    return Number.isInteger(n) && n >= 0 && n < this.next && !this.gone.has(n);
  }

  get(n: number): Row | null {
    if (!this.has(n)) return null;
    return this.changed.get(n) ?? this.source.make(n);
  }

  createdAt(n: number): number {
    return this.created[n] ?? 0;
  }

  updatedAt(n: number): number {
    return this.updated[n] ?? 0;
  }

  /** Record numbers in ascending order. By id is by creation too: both grow with `n`. */
  ordered(order: RecordOrder): readonly number[] {
    if (order === 'id') {
      this.by_id ??= Array.from({ length: this.next }, (_, n) => n).filter((n) => !this.gone.has(n));
      return this.by_id;
    }
    this.by_updated ??= [...this.ordered('id')].sort((a, b) => this.compare(a, b));
    return this.by_updated;
  }

  /** The number that the next new record gets. */
  nextNumber(): number {
    return this.next;
  }

  add(row: Row): void {
    this.version++;
    const n = this.next++;
    this.created[n] = row.created;
    this.changed.set(n, row);
    this.by_id?.push(n);
    this.updated[n] = row.updated;
    if (this.by_updated !== null) this.insert(this.by_updated, n);
    this.onWrite?.(row);
  }

  /** Keeps a changed row; its `updated` may have moved. */
  put(row: Row): void {
    this.version++;
    this.changed.set(row.n, row);
    this.onWrite?.(row);
    if (this.updated[row.n] === row.updated) return;
    if (this.by_updated !== null) this.take(this.by_updated, row.n);
    this.updated[row.n] = row.updated;
    if (this.by_updated !== null) this.insert(this.by_updated, row.n);
  }

  remove(n: number): void {
    this.version++;
    if (this.by_updated !== null) this.take(this.by_updated, n);
    this.gone.add(n);
    this.changed.delete(n);
    this.by_id = null;
  }

  /** Newest `updated` of all, gone ones included. */
  newest(): number {
    let newest = 0;
    for (const updated of this.updated) if (updated > newest) newest = updated;
    return newest;
  }

  private compare(a: number, b: number): number {
    return this.updatedAt(a) - this.updatedAt(b) || a - b;
  }

  private place(list: number[], n: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(list[middle] ?? 0, n) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(list: number[], n: number): void {
    list.splice(this.place(list, n), 0, n);
  }

  private take(list: number[], n: number): void {
    const at = this.place(list, n);
    if (list[at] === n) list.splice(at, 1);
  }
}
