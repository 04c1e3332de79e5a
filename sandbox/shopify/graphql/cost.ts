import type { FieldPlan, Selection, Shape } from './executor.js';

/**
 * Shopify's calculated query cost. Scalars and enums cost nothing, an object 1, an interface or union its dearest
 * selection, a list what one item costs, a mutation 10. A connection costs 2 and its node's cost times a factor
 * that grows with the logarithm of `first`: measured costs that client authors published (3→2, 10→4, 20→5, 25→6,
 * 100→9, 200→10) all fit ⌊2·ln(first)⌋, where the fixed guide says only "sized by first and last".
 * Money, counts and paging information are free in the same measurements.
 */
export const MAXIMUM_COST = 1000;

const MUTATION_COST = 10;
const FREE = new Set(['MoneyV2', 'MoneyBag', 'PageInfo', 'Count']);

export function requestedCost<Context>(plans: readonly FieldPlan<Context>[], mutation: boolean): number {
  if (mutation) return plans.length * MUTATION_COST;
  return plans.reduce((total, plan) => total + shapeCost(plan.shape, plan.args), 0);
}

/** What the answer really took: empty branches cost nothing and connections count the nodes that came. */
export function actualCost<Context>(
  plans: readonly FieldPlan<Context>[],
  data: Record<string, unknown>,
  mutation: boolean,
): number {
  if (mutation) return plans.length * MUTATION_COST;
  return plans.reduce((total, plan) => total + dataCost(plan.shape, data[plan.key]), 0);
}

export function sizeFactor(size: number): number {
  return size <= 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(size)));
}

function shapeCost<Context>(shape: Shape<Context>, args: Record<string, unknown>): number {
  switch (shape.kind) {
    case 'leaf':
      return 0;
    case 'list':
      return shapeCost(shape.item, args);
    case 'object':
      return objectCost(shape.type, shape.select);
    case 'connection': {
      const size = Number(args.first ?? args.last ?? 0);
      return 2 + sizeFactor(size) * nodeCost(shape.select);
    }
  }
}

function objectCost<Context>(type: string, select: Selection<Context>): number {
  let dearest = 0;
  for (const plans of select.values()) {
    const cost = plans.reduce((total, plan) => total + shapeCost(plan.shape, plan.args), 0);
    dearest = Math.max(dearest, cost);
  }
  return dearest + (FREE.has(type) ? 0 : 1);
}

/** `nodes` and `edges { node }` read the same objects, so the dearer of the two counts. */
function nodeCost<Context>(select: Selection<Context>): number {
  let dearest = 0;
  for (const plan of [...select.values()].flat()) {
    const shape = plan.shape.kind === 'list' ? plan.shape.item : plan.shape;
    if (shape.kind !== 'object') continue;
    if (plan.name === 'nodes') dearest = Math.max(dearest, shapeCost(shape, {}));
    else if (plan.name === 'edges') dearest = Math.max(dearest, shapeCost(shape, {}) - 1);
  }
  return dearest;
}

function dataCost<Context>(shape: Shape<Context>, data: unknown): number {
  if (data === null || data === undefined || shape.kind === 'leaf') return 0;
  if (shape.kind === 'list') {
    return (data as unknown[]).reduce<number>((most, item) => Math.max(most, dataCost(shape.item, item)), 0);
  }
  if (shape.kind === 'object') {
    let dearest = 0;
    for (const plans of shape.select.values()) {
      const cost = plans.reduce(
        (total, plan) => total + dataCost(plan.shape, (data as Record<string, unknown>)[plan.key]),
        0,
      );
      dearest = Math.max(dearest, cost);
    }
    return dearest + (FREE.has(shape.type) ? 0 : 1);
  }
  let size = 0;
  let node = 0;
  for (const plan of [...shape.select.values()].flat()) {
    if (plan.name !== 'nodes' && plan.name !== 'edges') continue;
    const list = (data as Record<string, unknown>)[plan.key] as unknown[];
    size = Math.max(size, list.length);
    node = Math.max(node, dataCost(plan.shape, list) - (plan.name === 'edges' ? 1 : 0));
  }
  return 2 + sizeFactor(size) * Math.max(node, 0);
}
