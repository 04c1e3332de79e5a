import type { Json, JsonObject } from '../core/json.js';
import { wrongParam } from './refusal.js';

/** Another node, or an edge of nodes, that is made when somebody asks for it. */
export class Lazy {
  constructor(readonly make: () => GraphNode | GraphNode[] | null) {}
}

/** An object as Graph tells it: undefined is a field that it has and that is empty, and is left out. */
export interface GraphNode {
  type: string;
  id: string | null;
  /** What is told when nobody asks for fields. */
  defaults: readonly string[];
  /** What is told whatever is asked for. */
  always?: readonly string[];
  fields: Record<string, Json | Lazy | undefined>;
}

interface Selected {
  name: string;
  limit: number | null;
  inner: Selected[];
}

/** `id,name,adsets.limit(2){id,ads{id}}`. Throws GraphRefusal on what cannot be read. */
export function parseFields(text: string): Selected[] {
  const tokens = text.match(/[\w.]+(?:\([^()]*\))?(?:\.[\w]+\([^()]*\))*|[{},]|\S/g) ?? [];
  let at = 0;
  const list = (closes: boolean): Selected[] => {
    const found: Selected[] = [];
    while (at < tokens.length) {
      const token = tokens[at++] ?? '';
      if (token === ',') continue;
      if (token === '}') {
        if (closes) return found;
        throw unreadable(text);
      }
      const name = /^\w+/.exec(token)?.[0];
      if (name === undefined) throw unreadable(text);
      const limit = /\.limit\((\d+)\)/.exec(token)?.[1];
      let inner: Selected[] = [];
      if (tokens[at] === '{') {
        at++;
        inner = list(true);
      }
      found.push({ name, limit: limit === undefined ? null : Number(limit), inner });
    }
    if (closes) throw unreadable(text);
    return found;
  };
  return list(false);
}

/** The node with the fields that `text` names, or its own. Throws GraphRefusal on a field that it has not. */
export function project(node: GraphNode, text: string | null): JsonObject {
  const asked = text === null || text === '' ? [] : parseFields(text);
  return shown(node, asked);
}

function shown(node: GraphNode, asked: Selected[]): JsonObject {
  const wanted = asked.length > 0 ? asked : node.defaults.map((name) => ({ name, limit: null, inner: [] }));
  const result: JsonObject = {};
  for (const one of wanted) {
    if (one.name === 'id') {
      if (node.id !== null) result.id = node.id;
      continue;
    }
    if (!Object.hasOwn(node.fields, one.name)) {
      throw wrongParam(`Tried accessing nonexisting field (${one.name}) on node type (${node.type})`);
    }
    const value = valueOf(node.fields[one.name], one);
    if (value !== undefined) result[one.name] = value;
  }
  for (const name of node.always ?? []) {
    const value = valueOf(node.fields[name], { name, limit: null, inner: [] });
    if (value !== undefined) result[name] = value;
  }
  if (node.id !== null) result.id = node.id;
  return result;
}

function valueOf(field: Json | Lazy | undefined, asked: Selected): Json | undefined {
  if (!(field instanceof Lazy)) return field;
  const made = field.make();
  if (made === null) return undefined;
  if (!Array.isArray(made)) return shown(made, asked.inner.length > 0 ? asked.inner : idOnly());
  if (made.length === 0) return undefined;
  const cut = made.slice(0, asked.limit ?? 25);
  return { data: cut.map((node) => shown(node, asked.inner.length > 0 ? asked.inner : idOnly())) };
}

function idOnly(): Selected[] {
  return [{ name: 'id', limit: null, inner: [] }];
}

function unreadable(text: string): Error {
  return wrongParam(`Syntax error "Expected end of string instead of "${text.slice(0, 20)}"." in fields`);
}
