/**
 * Lists and pairs in one cell, to be read and written by people: `winter, sale` and `Size: M; Colour: Red`. A separator
 * that belongs to the text has a backslash before it.
 */
const escaped = (text: string): string => text.replace(/[\\,;:]/g, (letter) => `\\${letter}`);

/** `winter, sale` */
export function listCell(texts: readonly string[]): string {
  return texts.map(escaped).join(', ');
}

/** `Size: M; Colour: Red` */
export function pairsCell(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${escaped(name)}: ${escaped(value)}`)
    .join('; ');
}

/** What {@link listCell} made, empty entries left out. */
export function readListCell(cell: string): string[] {
  return split(cell, ',').filter((text) => text !== '');
}

/** What {@link pairsCell} made; null when a part has no name or no value. */
export function readPairsCell(cell: string): Record<string, string> | null {
  const pairs: [string, string][] = [];
  for (const part of splitRaw(cell, ';').filter((text) => text.trim() !== '')) {
    const [name, value, ...more] = split(part, ':');
    if (name === undefined || name === '' || value === undefined || value === '' || more.length > 0) return null;
    pairs.push([name, value]);
  }
  return Object.fromEntries(pairs);
}

const split = (cell: string, separator: string): string[] =>
  splitRaw(cell, separator).map((part) => part.trim().replace(/\\(.)/gs, '$1'));

/** At separators that have no backslash before them; backslashes stay. */
function splitRaw(cell: string, separator: string): string[] {
  const parts = [''];
  for (let at = 0; at < cell.length; at += 1) {
    const letter = cell[at] ?? '';
    if (letter === separator) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${letter === '\\' ? letter + (cell[(at += 1)] ?? '') : letter}`);
  }
  return parts;
}
