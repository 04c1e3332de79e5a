import type { Json, JsonObject } from '../core/json.js';
import { partsOf } from '../core/multipart.js';
import type { SandboxRequest } from '../core/provider.js';
import { TiktokRefusal, wrong } from './refusal.js';

export interface UploadedFile {
  name: string;
  file_name: string;
  content: Buffer;
}

/** What a call says: a query whose lists and objects are JSON, or a body of JSON or parts. */
export class Input {
  private readonly seen = new Set<string>();

  private constructor(
    private readonly values: JsonObject,
    /** Values that came as text, of which numbers and JSON have yet to be read. */
    private readonly is_text: boolean,
    readonly files: UploadedFile[] = [],
  ) {}

  /** Throws TiktokRefusal when the body cannot be read. */
  static of(request: SandboxRequest): Input {
    if (request.method === 'GET') return new Input(Object.fromEntries(request.url.searchParams), true);
    const type = request.headers['content-type'] ?? '';
    if (type.startsWith('multipart/form-data')) {
      const parts = partsOf(type, request.body);
      if (parts === null) throw wrong('The multipart body is cut off or has no boundary');
      const files: UploadedFile[] = [];
      const values: JsonObject = {};
      for (const { name, file_name, content } of parts) {
        if (file_name === null) values[name] = content.toString('utf8');
        else files.push({ name, file_name, content });
      }
      return new Input(values, true, files);
    }
    if (!type.startsWith('application/json')) throw new TiktokRefusal(40000, 'Content-Type: must be application/json');
    return new Input(objectOf(request.body.toString('utf8')), false);
  }

  /** The members of an object within a call, read as the call itself. */
  static inside(values: JsonObject): Input {
    return new Input(values, false);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string): string | null {
    const value = this.take(name);
    if (value === null) return null;
    if (typeof value === 'string') return value;
    throw wrong(`${name}: Not a valid string.`);
  }

  needed(name: string): string {
    const value = this.text(name);
    if (value === null || value === '') throw wrong(`${name}: Missing data for required field.`);
    return value;
  }

  oneOf(name: string, choices: readonly string[]): string | null {
    const value = this.text(name);
    if (value === null || choices.includes(value)) return value;
    throw wrong(`${name}: Must be one of: ${choices.join(', ')}.`);
  }

  neededOf(name: string, choices: readonly string[]): string {
    const value = this.oneOf(name, choices);
    if (value === null) throw wrong(`${name}: Missing data for required field.`);
    return value;
  }

  number(name: string): number | null {
    const value = this.take(name);
    if (value === null) return null;
    const number = this.is_text && typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw wrong(`${name}: Not a valid number.`);
  }

  whole(name: string, low: number, high: number): number | null {
    const value = this.number(name);
    if (value === null) return null;
    if (!Number.isInteger(value)) throw wrong(`${name}: Not a valid integer.`);
    if (value < low || value > high) throw wrong(`${name}: Must be between ${low} and ${high}.`);
    return value;
  }

  flag(name: string): boolean | null {
    const value = this.take(name);
    if (value === null || typeof value === 'boolean') return value;
    if (this.is_text && (value === 'true' || value === 'false')) return value === 'true';
    throw wrong(`${name}: Not a valid boolean.`);
  }

  texts(name: string, choices?: readonly string[]): string[] | null {
    const list = this.list(name);
    return (
      list?.map((item, index) => {
        if (typeof item !== 'string') throw wrong(`${name}.${index}: Not a valid string.`);
        if (choices === undefined || choices.includes(item)) return item;
        throw wrong(`${name}.${index}: Must be one of: ${choices.join(', ')}.`);
      }) ?? null
    );
  }

  list(name: string): Json[] | null {
    const value = this.structured(name);
    if (value === null || Array.isArray(value)) return value;
    throw wrong(`${name}: Not a valid list.`);
  }

  object(name: string): JsonObject | null {
    const value = this.structured(name);
    if (value === null) return null;
    if (typeof value === 'object' && !Array.isArray(value)) return value;
    throw wrong(`${name}: Not a valid mapping type.`);
  }

  /** As it came, for what is only kept and told again. */
  raw(name: string): Json | undefined {
    this.seen.add(name);
    return this.values[name];
  }

  /** All that was said, but for some. */
  everything(but: readonly string[]): JsonObject {
    return Object.fromEntries(Object.entries(this.values).filter(([name]) => !but.includes(name)));
  }

  /** Throws TiktokRefusal on what nobody asked for. */
  onlyThese(known: Iterable<string> = []): void {
    for (const name of known) this.seen.add(name);
    for (const name of Object.keys(this.values)) if (!this.seen.has(name)) throw wrong(`${name}: Unknown field.`);
  }

  private structured(name: string): Json {
    const value = this.take(name);
    if (!this.is_text || typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as Json;
    } catch {
      throw wrong(`${name}: Not valid JSON.`);
    }
  }

  private take(name: string): Json {
    this.seen.add(name);
    return this.values[name] ?? null;
  }
}

function objectOf(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw wrong('The body is not valid JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrong('The body is not a JSON object');
}
