import { existsSync, readFileSync } from 'node:fs';

import type { Json, JsonObject } from '../../../src/common/json.js';
import type { ReceivedRequest } from '../../support/sandbox.js';

interface Typed {
  name: string;
  type: string;
  required?: boolean;
}
interface Api {
  method: string;
  endpoint?: string;
  name?: string;
  return?: string;
  params: Typed[];
}
interface Node {
  apis: Api[];
  fields: Typed[];
}

/** Meta's own description of its API, which is no OpenAPI: nodes with edges, parameters and fields. */
export interface MetaSpec {
  nodes: Record<string, Node | undefined>;
  enums: Map<string, Json[]>;
  /** Field names of the current version, which add to the nodes'. */
  newer: Record<string, { fields: string[] } | undefined>;
}

/** One call to Graph, taken apart. */
export interface MetaCall {
  method: string;
  /** The kind of the object that it acts on: `AdAccount`. */
  node: string;
  /** Null: the object itself. */
  edge: string | null;
  params: JsonObject;
}

/** Parameters of every call, and of every list, which the description leaves out. */
const GENERAL = ['access_token', 'appsecret_proof', 'fields', 'limit', 'after', 'before', 'filtering'];
const SPECS = new URL('../../../../shared/specs/', import.meta.url);

/** The description; null (and a line that says so) where it is absent. */
export function metaSpec(): MetaSpec | null {
  const names = ['specs', 'enums', 'v26-fields'].map((name) => `meta-marketing.${name}.json`);
  const missing = names.find((name) => !existsSync(new URL(name, SPECS)));
  if (missing !== undefined) {
    process.stdout.write(`skipped: no ../shared/specs/${missing}\n`);
    return null;
  }
  const [specs, enums, newer] = names.map((name) => JSON.parse(readFileSync(new URL(name, SPECS), 'utf8')) as unknown);
  const listed = (enums as { enums: { name: string; values: Json[] }[] }).enums;
  return {
    nodes: (specs as { specs: MetaSpec['nodes'] }).specs,
    enums: new Map(listed.map((one) => [one.name, one.values])),
    newer: (newer as { objects: MetaSpec['newer'] }).objects,
  };
}

/** What kind each object is of, that recorded calls made or listed, beside those that are known. */
export function kindsIn(spec: MetaSpec, calls: ReceivedRequest[], known: Record<string, string>): Map<string, string> {
  const kinds = new Map(Object.entries(known));
  for (const call of calls) {
    const told = metaCall(call, kinds);
    const api = told === null ? undefined : apiOf(spec, told);
    if (api?.return === undefined || call.answer === undefined) continue;
    const answer = JSON.parse(call.answer) as JsonObject;
    const records = Array.isArray(answer.data) ? answer.data : [answer];
    for (const record of records) {
      const id = isObject(record) ? (record.id ?? record.report_run_id) : undefined;
      if (typeof id === 'string' && !kinds.has(id)) kinds.set(id, api.return);
    }
  }
  return kinds;
}

/** The recorded call; null for one that is not on an object of known kind (tokens, search), or whose body is in parts. */
export function metaCall(call: ReceivedRequest, kinds: ReadonlyMap<string, string>): MetaCall | null {
  const url = new URL(call.url, 'http://sandbox');
  const [id = '', edge] = url.pathname.replace(/^\/meta\/v26\.0\//, '').split('/');
  const node = id === 'me' ? 'User' : id.startsWith('act_') ? 'AdAccount' : kinds.get(id);
  if (node === undefined || (call.headers['content-type'] ?? '').startsWith('multipart/')) return null;
  const text = typeof call.body === 'string' ? call.body : call.body === null ? '' : JSON.stringify(call.body);
  const isForm = (call.headers['content-type'] ?? '').includes('form-urlencoded');
  const body =
    text === '' ? {} : isForm ? Object.fromEntries(new URLSearchParams(text)) : (JSON.parse(text) as JsonObject);
  return {
    method: call.method,
    node,
    edge: edge ?? null,
    params: { ...Object.fromEntries(url.searchParams), ...body },
  };
}

/** What the description has against the call; empty when it has nothing. */
export function metaCallFaults(spec: MetaSpec, call: MetaCall): string[] {
  const api = apiOf(spec, call);
  const name = `${call.method} ${call.node}${call.edge === null ? '' : `/${call.edge}`}`;
  if (api === undefined) return [`${name} is no call`];
  const faults = Object.entries(call.params).flatMap(([key, value]) => {
    // What is answered to an insights query in the background is not yet what it asks for.
    const told = call.edge === 'insights' ? 'AdsInsights' : (api.return ?? call.node);
    if (key === 'fields') return fieldFaults(spec, told, value);
    const param = api.params.find((one) => one.name === key);
    if (param !== undefined) return value === null ? [] : typeFaults(spec, param.type, value, key);
    return GENERAL.includes(key) ? [] : [`${key} is no parameter`];
  });
  const missing = api.params.filter((one) => one.required === true && call.params[one.name] === undefined);
  return [...faults, ...missing.map((one) => `${one.name} is missing`)].map((fault) => `${name}: ${fault}`);
}

/** What the description has against an answer of success to a reading call. */
export function metaAnswerFaults(spec: MetaSpec, call: MetaCall, answer: JsonObject): string[] {
  const api = apiOf(spec, call);
  const node = api?.return ?? call.node;
  if (call.method !== 'GET' || spec.nodes[node] === undefined) return [];
  const records = call.edge === null ? [answer] : Array.isArray(answer.data) ? answer.data : [null];
  const name = `${call.method} ${call.node}${call.edge === null ? '' : `/${call.edge}`}`;
  return records.flatMap((record) => recordFaults(spec, node, record, '')).map((fault) => `${name}: ${fault}`);
}

function apiOf(spec: MetaSpec, { method, node, edge }: MetaCall): Api | undefined {
  const apis = spec.nodes[node]?.apis ?? [];
  if (edge !== null) return apis.find((one) => one.method === method && one.endpoint === edge);
  return apis.find((one) => one.method === method && (one.endpoint ?? '') === '');
}

function fieldFaults(spec: MetaSpec, node: string, asked: Json): string[] {
  const text = Array.isArray(asked) ? (asked as string[]).join(',') : (asked as string);
  const faults: string[] = [];
  const stack = [node];
  let last = node;
  for (const token of text.match(/\w+(\.\w+\([^)]*\))*|[{}]/g) ?? []) {
    const at = stack.at(-1) ?? '';
    if (token === '{') stack.push(last);
    else if (token === '}') stack.pop();
    else if (spec.nodes[at] !== undefined) {
      const name = /^\w+/.exec(token)?.[0] ?? '';
      const type = fieldType(spec, at, name);
      if (type === undefined) faults.push(`${name} is no field of ${at}`);
      last = type?.replace(/^list<(.*)>$/, '$1') ?? '';
    }
  }
  return faults;
}

/** Its type; an edge may be asked for as a field, too. */
function fieldType(spec: MetaSpec, node: string, name: string): string | undefined {
  const field = spec.nodes[node]?.fields.find((one) => one.name === name);
  if (field !== undefined) return field.type;
  if (name === 'id' || spec.newer[node]?.fields.includes(name) === true) return 'Object';
  // What Graph tells of the caller's own pages, and of no others.
  if (node === 'Page' && name === 'tasks') return 'list<string>';
  // How an ad names a creative that is there already.
  if (node === 'AdCreative' && name === 'creative_id') return 'string';
  return spec.nodes[node]?.apis.find((one) => one.method === 'GET' && one.endpoint === name)?.return;
}

function recordFaults(spec: MetaSpec, node: string, record: Json | undefined, at: string): string[] {
  if (!isObject(record)) return [`${at || 'it'} is no object`];
  return Object.entries(record).flatMap(([name, value]) => {
    const type = fieldType(spec, node, name);
    if (type === undefined) return [`${at}${name} is no field of ${node}`];
    if (isObject(value) && Array.isArray(value.data)) {
      return value.data.flatMap((one) => recordFaults(spec, type, one, `${at}${name}.`));
    }
    return typeFaults(spec, type, value, `${at}${name}`);
  });
}

function typeFaults(spec: MetaSpec, type: string, given: Json, at: string): string[] {
  const choices = spec.enums.get(type);
  if (choices !== undefined) return choices.includes(given) ? [] : [`${at} may not be ${JSON.stringify(given)}`];
  const inner = /^list<(.+)>$/.exec(type)?.[1];
  if (inner !== undefined) {
    const list = parsed(given);
    if (!Array.isArray(list)) return [`${at} is no list`];
    return list.flatMap((one, index) => typeFaults(spec, inner, one, `${at}[${index}]`));
  }
  if (type.startsWith('map')) return typeof parsed(given) === 'object' ? [] : [`${at} is no map`];
  if (spec.nodes[type] !== undefined) {
    const value = parsed(given);
    return typeof value === 'string' ? [] : recordFaults(spec, type, value, `${at}.`);
  }
  return isOf(type, given) ? [] : [`${at} is not of type ${type}`];
}

function isOf(type: string, value: Json): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'string') return typeof value === 'string' || typeof value === 'number';
  if (type === 'datetime') return typeof value === 'number' || !Number.isNaN(Date.parse(plain(text)));
  if (type === 'bool') return text === 'true' || text === 'false';
  if (type === 'unsigned int') return /^\d+$/.test(text);
  if (type === 'int') return /^-?\d+$/.test(text);
  if (type === 'float') return text !== '' && !Number.isNaN(Number(text));
  return true;
}

/** `+0100` as every reader of dates knows it. */
function plain(text: string): string {
  return text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

function parsed(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return /^[\w.]+(,[\w.]+)*$/.test(value) ? value.split(',') : value;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
