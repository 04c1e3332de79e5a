/**
 * What a spreadsheet would take for a formula, or would cut so that it becomes one: text from strangers must not compute.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const DANGEROUS = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** The text with an apostrophe before it where it needs one; {@link unguarded} takes exactly that away again. */
export function guarded(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}

/** The text as it was before {@link guarded}. */
export function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** A decimal is what it says it is, or it is guarded like any text. */
export function guardedDecimal(text: string): string {
  return NUMBER.test(text) ? text : guarded(text);
}
