import type { Json, JsonObject } from '../core/json.js';
import { partsOf } from '../core/multipart.js';
import type { SandboxRequest } from '../core/provider.js';
import { GraphRefusal, wrongParam } from './refusal.js';

/** Parameters that every call may have. */
const GENERAL = new Set([
  'access_token',
  'appsecret_proof',
  'appsecret_time',
  'fields',
  'pretty',
  'locale',
  'format',
  'debug',
]);

export interface UploadedFile {
  name: string;
  file_name: string;
  content: Buffer;
}

/** What a call says: its query, and its form, JSON or multipart body. Text may be JSON where JSON is asked for, as at Graph. */
export class Params {
  readonly files: UploadedFile[];
  private readonly seen = new Set<string>();

  private constructor(
    private readonly values: ReadonlyMap<string, Json>,
    files: UploadedFile[],
  ) {
    this.files = files;
  }

  /** Throws GraphRefusal when the body cannot be read. */
  static of(request: SandboxRequest): Params {
    const values = new Map<string, Json>(request.url.searchParams);
    const files: UploadedFile[] = [];
    const type = request.headers['content-type'] ?? '';
    if (request.body.length === 0) return new Params(values, files);
    if (type.startsWith('application/json')) {
      for (const [name, value] of Object.entries(jsonBody(request.body))) values.set(name, value);
    } else if (type.startsWith('multipart/form-data')) {
      const parts = partsOf(type, request.body);
      if (parts === null) throw wrongParam('The multipart body is cut off or has no boundary');
      for (const { name, file_name, content } of parts) {
        if (file_name === null) values.set(name, content.toString('utf8'));
        else files.push({ name, file_name, content });
      }
    } else {
      for (const [name, value] of new URLSearchParams(request.body.toString('utf8'))) values.set(name, value);
    }
    return new Params(values, files);
  }

  has(name: string): boolean {
    const value = this.values.get(name);
    return value !== undefined && value !== null;
  }

  /** What the call says of it, or what it was. */
  or<T>(name: string, read: () => T, old: T): T {
    return this.has(name) ? read() : old;
  }

  /** Null when it is not given. */
  text(name: string): string | null {
    this.seen.add(name);
    const value = this.values.get(name);
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw wrongParam(`Param ${name} must be a string`);
  }

  needed(name: string): string {
    const value = this.text(name);
    if (value === null || value === '') throw wrongParam(`The parameter ${name} is required`);
    return value;
  }

  /** A whole number from 0 up; null when it is not given. */
  count(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    if (!/^\d{1,15}$/.test(text)) throw wrongParam(`Param ${name} must be an integer greater than or equal to 0`);
    return Number(text);
  }

  flag(name: string): boolean | null {
    this.seen.add(name);
    const value = this.values.get(name);
    if (value === undefined || value === null) return null;
    if (value === true || value === 'true' || value === '1' || value === 1) return true;
    if (value === false || value === 'false' || value === '0' || value === 0) return false;
    throw wrongParam(`Param ${name} must be a boolean`);
  }

  oneOf(name: string, choices: readonly string[]): string | null {
    const text = this.text(name);
    if (text === null || choices.includes(text)) return text;
    throw wrongParam(`Param ${name} must be one of {${choices.join(', ')}} - got "${text}".`);
  }

  list(name: string): Json[] | null {
    const value = this.json(name);
    if (value === undefined) return null;
    if (!Array.isArray(value)) throw wrongParam(`Param ${name} must be an array.`);
    return value;
  }

  texts(name: string, choices?: readonly string[]): string[] | null {
    const list = this.list(name);
    if (list === null) return null;
    return list.map((item, index) => {
      if (typeof item !== 'string' || (choices !== undefined && !choices.includes(item))) {
        const one = choices === undefined ? 'a string' : `one of {${choices.join(', ')}}`;
        throw wrongParam(`Param ${name}[${index}] must be ${one}`);
      }
      return item;
    });
  }

  object(name: string): JsonObject | null {
    const value = this.json(name);
    if (value === undefined) return null;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrongParam(`Param ${name} must be a JSON object.`);
    }
    return value;
  }

  /** Unix seconds or ISO 8601, as ms; null when it is not given. */
  moment(name: string): number | null {
    const text = this.text(name);
    if (text === null || text === '0' || text === '') return null;
    const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    if (Number.isNaN(ms)) throw wrongParam(`Param ${name} must be a valid datetime`);
    return ms;
  }

  /** Refuses what nobody asked for: `known` beside what was read. */
  onlyThese(known: Iterable<string> = []): void {
    const all = new Set([...GENERAL, ...this.seen, ...known]);
    for (const name of this.values.keys()) {
      if (!all.has(name)) throw wrongParam(`Param ${name} is not a parameter of this call`);
    }
  }

  /** Everything but what every call may have. */
  given(): string[] {
    return [...this.values.keys()].filter((name) => !GENERAL.has(name));
  }

  private json(name: string): Json | undefined {
    this.seen.add(name);
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as Json;
    } catch {
      // `fields=a,b` and the like: lists of plain words need no brackets.
      if (/^[\w.,: -]+$/.test(value)) return value.split(',').map((one) => one.trim());
      throw wrongParam(`Param ${name} must be valid JSON`);
    }
  }
}

function jsonBody(body: Buffer): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(body.toString('utf8')) as Json;
  } catch {
    throw new GraphRefusal(100, 'The body is not valid JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new GraphRefusal(100, 'The body must be a JSON object');
}
