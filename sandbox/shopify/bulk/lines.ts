import type { Connection } from '../graphql/connection.js';
import { run, Typed, valueOf, type FieldPlan } from '../graphql/executor.js';
import type { BulkChild, BulkNode } from './plan.js';

export interface BulkLine {
  /** One object of the JSONL file, without the line end. */
  json: string;
  root: boolean;
}

/** Roots whose children are written together when objects are not grouped. */
const UNGROUPED_WINDOW = 100;

/**
 * The lines of a bulk result. Grouped: every object directly before those below it. Not grouped: a stretch of
 * roots, then what belongs to them, then what belongs to that, so that a reader which expects children right
 * after their parent is found out.
 */
export function* bulkLines<Context>(plan: BulkChild<Context>, context: Context, grouped: boolean): Generator<BulkLine> {
  const roots = allOf(plan, undefined, context);
  if (grouped) {
    for (const row of roots) yield* grouping(plan, row, null, context);
    return;
  }
  let window: Pending<Context>[] = [];
  for (const row of roots) {
    window.push({ plan, row, parent: null });
    if (window.length === UNGROUPED_WINDOW) {
      yield* byLevel(window, context);
      window = [];
    }
  }
  yield* byLevel(window, context);
}

interface Pending<Context> {
  plan: BulkChild<Context>;
  row: unknown;
  parent: string | null;
}

function* grouping<Context>(
  plan: BulkChild<Context>,
  value: unknown,
  parent: string | null,
  context: Context,
): Generator<BulkLine> {
  const { node, row } = nodeOf(plan, value);
  const { json, id } = line(node, row, parent, context);
  yield { json, root: parent === null };
  for (const child of node.children) {
    for (const below of allOf(child, row, context)) yield* grouping(child, below, id, context);
  }
}

function* byLevel<Context>(level: Pending<Context>[], context: Context): Generator<BulkLine> {
  while (level.length > 0) {
    const next: Pending<Context>[] = [];
    for (const { plan, row: value, parent } of level) {
      const { node, row } = nodeOf(plan, value);
      const { json, id } = line(node, row, parent, context);
      yield { json, root: parent === null };
      for (const child of node.children) {
        for (const below of allOf(child, row, context)) next.push({ plan: child, row: below, parent: id });
      }
    }
    level = next;
  }
}

function nodeOf<Context>(plan: BulkChild<Context>, value: unknown): { node: BulkNode<Context>; row: unknown } {
  const typed = value instanceof Typed ? value : null;
  const node = plan.nodes.get(typed?.type ?? plan.type);
  if (node === undefined) throw new Error(`a row of ${plan.type} does not say which type it is`);
  return { node, row: typed === null ? value : typed.row };
}

function line<Context>(
  node: BulkNode<Context>,
  row: unknown,
  parent: string | null,
  context: Context,
): { json: string; id: string } {
  const data = run(node.own, row, context);
  const id = typeof data.id === 'string' ? data.id : '';
  if (parent !== null) data.__parentId = parent;
  return { json: JSON.stringify(data), id };
}

function allOf<Context>(child: BulkChild<Context>, row: unknown, context: Context): Iterable<unknown> {
  let at = row;
  for (const step of child.path) {
    at = follow(step, at, context);
    if (at === null || at === undefined) return [];
  }
  const connection = valueOf(child.connection, at, context) as Connection | null;
  return connection === null ? [] : connection.all();
}

function follow<Context>(step: FieldPlan<Context>, row: unknown, context: Context): unknown {
  const value = valueOf(step, row, context);
  return value instanceof Typed ? value.row : value;
}
