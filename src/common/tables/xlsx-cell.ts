/** What a cell can hold. */
const MAX_LETTERS = 32_767;
const CUT = ' […cut: a cell holds 32,767 characters; the CSV has them all]';
/** What XML 1.0 cannot hold or would change, a lone half of a pair included. */
const UNWRITABLE =
  /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** Text that already reads like the escape. */
const ESCAPE_LOOKALIKE = /_(?=x[0-9A-Fa-f]{4}_)/g;
const SPECIAL: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** `A`, `Z`, `AA`: from 0. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/**
 * Text of a cell as SpreadsheetML has it: XML's own characters escaped, what XML cannot hold as `_xHHHH_` (ECMA-376,
 * ST_Xstring), too long a text cut, and said to be.
 */
export function cellText(text: string): string {
  const fitting = text.length <= MAX_LETTERS ? text : text.slice(0, MAX_LETTERS - CUT.length) + CUT;
  return fitting
    .replace(ESCAPE_LOOKALIKE, '_x005F_')
    .replace(UNWRITABLE, (letter) => `_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>]/g, (letter) => SPECIAL[letter] ?? letter);
}

/** A cell; nothing for an empty one. Text is marked as text, so that no spreadsheet takes it for a formula. */
export function cellXml(place: string, value: string | number | null): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${cellText(value)}</t></is></c>`;
}
