/** One line of the table: what the product does, and the bare limit of the same run beside it. */
export interface Row {
  figure: string;
  unit: string;
  ours: number;
  bare: number | null;
  /** How much of the limit is reached; 1 is all of it. */
  ratio: number | null;
  note: string;
}

export interface Bound {
  what: string;
  measured: string;
  holds: boolean;
}

export interface Part {
  rows: Row[];
  bounds: Bound[];
}

export function printRows(rows: Row[]): void {
  const header = ['figure', 'ours', 'bare limit', 'ratio', 'unit', ''];
  const lines = rows.map((row) => [
    row.figure,
    number(row.ours),
    row.bare === null ? '' : number(row.bare),
    row.ratio === null ? '' : row.ratio.toFixed(2),
    row.unit,
    row.note,
  ]);
  const widths = header.map((title, at) => Math.max(title.length, ...lines.map((line) => (line[at] ?? '').length)));
  const isNumber = (at: number): boolean => at >= 1 && at <= 3;
  const show = (line: string[]): string =>
    line
      .map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  console.log(['', show(header), show(widths.map((width) => '-'.repeat(width))), ...lines.map(show), ''].join('\n'));
}

/** Prints each bound; tells whether all hold. */
export function printBounds(bounds: Bound[]): boolean {
  for (const { what, measured, holds } of bounds)
    console.log(`${holds ? 'holds        ' : 'DOES NOT HOLD'}  ${what}: ${measured}`);
  return bounds.every((bound) => bound.holds);
}

function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}
