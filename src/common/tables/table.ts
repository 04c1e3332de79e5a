export const TABLE_FORMATS = ['csv', 'xlsx'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/**
 * A column of a table. `text` may be anything a person typed; `decimal` is decimal text (money, weights), `integer` a whole
 * number. Only `integer` is a number in a spreadsheet: decimals stay the text that they are, to the last digit.
 */
export interface TableColumn<Row> {
  name: string;
  kind: 'text' | 'integer' | 'decimal';
  /** Null is an empty cell. */
  value: (row: Row) => string | number | null;
}

export interface Table<Row> {
  columns: readonly TableColumn<Row>[];
  /** Rows in batches, read only as fast as they are taken. */
  batches: AsyncIterable<Row[]>;
}
