/** Conditions of a list with their parameters, gathered one by one. */
export class ListFilters {
  readonly conditions: string[] = [];
  readonly parameters: unknown[] = [];
  /** Whether a condition's selectivity hangs on its value; see KeysetList.is_search. */
  is_search = false;

  /** Adds `condition` with `$?` standing for the value; left out when the value is undefined. */
  add(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.parameters.push(value);
    this.conditions.push(condition.replaceAll('$?', `$${this.parameters.length}`));
    return this;
  }

  /** The same, for a condition whose selectivity hangs on its value. */
  search(condition: string, value: unknown): this {
    if (value !== undefined) this.is_search = true;
    return this.add(condition, value);
  }

  /** A condition without a value. */
  always(condition: string): this {
    this.conditions.push(condition);
    return this;
  }
}

/** A LIKE pattern that finds `text` anywhere: its own `%`, `_` and `\` are only letters. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
}
