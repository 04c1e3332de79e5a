/** A condition of a list: SQL over `r` with its parameter in it. */
interface Condition {
  sql: string;
  /** What every index of the list begins with or is limited to. */
  isScope?: boolean;
  /** The sort whose index it is a range of. */
  sort?: string;
  /** The same with its value hidden from the planner, where the index for rare matches can answer it. */
  hidden?: string;
  /** By an index of its own it always matches few rows; or it belongs to every such index. */
  isExact?: boolean;
}

/** How a list is read whose conditions may match next to nothing, see `KeysetList.rare`. */
export interface RareMatches {
  /** Conditions from which an index in the list's order can start; none: the matches are known to be few. */
  window: string[] | null;
  /** Conditions by which an index finds the matches, and nothing else. */
  indexed: string[];
  /** SQL of ids, for each of which (`each.id`) the index is asked; none: it is asked once. */
  each?: string;
}

/** Conditions of a list with their parameters, gathered one by one. A condition whose value is undefined is left out. */
export class ListFilters {
  readonly parameters: unknown[] = [];
  /** Whether a condition's selectivity hangs on its value; see KeysetList.is_search. */
  is_search = false;
  private readonly all: Condition[] = [];
  private rareWeight = 0;
  private ids: string | undefined;

  /** Every condition's SQL. */
  get conditions(): string[] {
    return this.all.map(({ sql }) => sql);
  }

  /**
   * The owner of the rows. `indexed` false puts it in a form that no index answers: for a list within something that the
   * owner has several of, whose indexes begin with that; the planner would else walk through all that is the owner's.
   */
  owner(userId: string, indexed = true): this {
    const plain = 'r.user_id = $?';
    return this.push(indexed ? plain : `(${plain}) IS TRUE`, userId, { isScope: true, isExact: true, hidden: plain });
  }

  /** Rows of several things alike: `column` is one of `ids`, which is SQL of an array with `$?` standing for the value. */
  within(column: string, ids: string, value: unknown): this {
    if (value === undefined) return this;
    this.rareWeight += 2;
    this.push(`r.${column} = ANY(${ids})`, value, { hidden: `r.${column} = each.id` });
    this.ids = ids.replaceAll('$?', `$${this.parameters.length}`);
    return this;
  }

  /** Adds `condition` with `$?` standing for the value. */
  add(condition: string, value: unknown): this {
    return this.push(condition, value);
  }

  /** The same, for what the list is within (a store). */
  scope(condition: string, value: unknown): this {
    return this.push(condition, value, { isScope: true });
  }

  /** The same, for a condition whose selectivity hangs on its value. */
  search(condition: string, value: unknown): this {
    if (value !== undefined) this.is_search = true;
    return this.push(condition, value);
  }

  /** The same, for a bound of a column that the list can be sorted by. */
  range(column: string, operator: '<' | '<=' | '>=', value: unknown): this {
    if (value !== undefined) this.is_search = true;
    return this.push(`r.${column} ${operator} $?`, value, { sort: column });
  }

  /**
   * The same, for a condition of which the index for rare matches knows. `weight` 2: it may match next to nothing
   * however common it looks; 1: only together with another one (alone it has an index in the list's order).
   */
  indexed(condition: string, type: string, value: unknown, weight: 1 | 2): this {
    if (value === undefined) return this;
    this.rareWeight += weight;
    return this.push(condition, value, { hidden: hide(condition, type) });
  }

  /**
   * The same, for a condition that may match next to nothing and of which an index of another table knows. `ids` is SQL of the
   * ids of the rows that match, `$?` standing for the value.
   */
  indexedElsewhere(condition: string, ids: string, value: unknown): this {
    if (value === undefined) return this;
    this.rareWeight += 2;
    return this.push(condition, value, { hidden: `r.id IN (${ids})` });
  }

  /** The same, for a condition that matches few rows by an index of its own. `weight` 1: that is in the list's order. */
  exact(condition: string, type: string, value: unknown, weight: 1 | 2): this {
    if (value === undefined) return this;
    this.rareWeight += weight;
    return this.push(condition, value, { hidden: hide(condition, type), isExact: true });
  }

  /** A condition without a value that every index of the list has. */
  always(condition: string): this {
    this.all.push({ sql: condition, isScope: true, isExact: true });
    return this;
  }

  /** How to read the list in this sort when its matches may be rare; undefined when they cannot be. */
  rareMatches(sort: string): RareMatches | undefined {
    if (this.rareWeight < 2) return undefined;
    const name = sort.replace(/^-/, '');
    if (this.all.some(({ isScope, isExact }) => isExact && !isScope)) {
      return {
        window: null,
        indexed: this.all.filter(({ isExact }) => isExact).map(({ sql, hidden }) => hidden ?? sql),
      };
    }
    return {
      window: this.all.filter((part) => part.isScope ?? part.sort === name).map(({ sql }) => sql),
      indexed: this.all.filter((part) => part.isScope ?? part.hidden).map(({ sql, hidden }) => hidden ?? sql),
      ...(this.ids !== undefined && { each: this.ids }),
    };
  }

  private push(condition: string, value: unknown, traits: Omit<Condition, 'sql'> = {}): this {
    if (value === undefined) return this;
    this.parameters.push(value);
    const place = `$${this.parameters.length}`;
    const hidden = traits.hidden?.replaceAll('$?', place);
    this.all.push({ ...traits, sql: condition.replaceAll('$?', place), ...(hidden !== undefined && { hidden }) });
    return this;
  }
}

/** The planner must not see how common the value is: it would be the table's measure, not the tenant's. */
const hide = (condition: string, type: string): string => condition.replaceAll('$?', `(SELECT $?::${type})`);

/** A LIKE pattern that finds `text` anywhere: its own `%`, `_` and `\` are only letters. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
}
