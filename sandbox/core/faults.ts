import type { Json, JsonObject } from './json.js';
import { SandboxInputError } from './provider.js';
import { createRandom, seedOf, type Random } from './random.js';

export const REQUEST_FAULTS = [
  'rate_limit',
  'error_500',
  'timeout',
  'reset',
  'slow',
  'malformed',
  'auth_revoked',
] as const;
export const WEBHOOK_FAULTS = ['drop_webhooks', 'duplicate_webhooks', 'reorder_webhooks'] as const;
/** What only the sandbox's proxies can do: refuse connections, say that the target cannot be reached, call from elsewhere. */
export const PROXY_FAULTS = ['refuse', 'bad_gateway', 'exit_country'] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];
export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];
export type ProxyFault = (typeof PROXY_FAULTS)[number];
export type FaultKind = RequestFault | WebhookFault | ProxyFault;

/** The `provider` under which faults of the proxies are listed. */
export const PROXY_PROVIDER = 'proxy';

/** A fault as it is listed. */
export interface Fault {
  id: number;
  provider: string;
  kind: FaultKind;
  /** Share of matching calls that it strikes, 0 to 1. */
  rate: number;
  /** How often it may strike in all; null: no end. */
  count: number | null;
  /** For `slow`. */
  delay_ms: number;
  /** For `exit_country`: two capital letters. */
  country: string;
  /** Only calls whose path and query contain this. */
  path: string | null;
  /** Only calls with this method: reads that come before a write are then left alone. */
  method: string | null;
  /** How often it has struck. */
  fired: number;
}

/** A struck fault with the random numbers that decide its details (how a reset resets). */
export interface Strike {
  fault: Fault;
  random: Random;
}

const FIELDS = new Set(['provider', 'kind', 'rate', 'count', 'delay_ms', 'country', 'path', 'method']);
const KINDS: readonly string[] = [...REQUEST_FAULTS, ...WEBHOOK_FAULTS];
const PROXY_KINDS: readonly string[] = [...REQUEST_FAULTS, ...PROXY_FAULTS];

/**
 * The faults in force. Which call a fault with a rate strikes depends on the seed and on the order of the
 * calls only, so that a test meets the same storm each time.
 */
export class Faults {
  private active: Strike[] = [];
  private next_id = 1;
  private readonly cleared_listeners = new Set<() => void>();

  constructor(
    private readonly seed: number,
    private readonly providers: () => string[],
  ) {}

  list(): Fault[] {
    return this.active.map((strike) => ({ ...strike.fault }));
  }

  /** Throws SandboxInputError on anything that is not a fault. */
  add(input: Json): Fault {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new SandboxInputError('a fault is a JSON object');
    }
    for (const name of Object.keys(input)) {
      if (!FIELDS.has(name)) throw new SandboxInputError(`unknown field ${name}; known: ${[...FIELDS].join(', ')}`);
    }
    const { provider, kind } = this.subjectOf(input);
    const fault: Fault = {
      id: this.next_id++,
      provider,
      kind,
      rate: numberFrom(input, 'rate', 1, 0, 1),
      count: input.count === undefined || input.count === null ? null : integerFrom(input, 'count', 1, 1_000_000),
      delay_ms: input.delay_ms === undefined ? 3000 : integerFrom(input, 'delay_ms', 0, 600_000),
      country: textFrom(input, 'country') ?? 'FR',
      path: textFrom(input, 'path'),
      method: textFrom(input, 'method')?.toUpperCase() ?? null,
      fired: 0,
    };
    const same = this.active.filter((strike) => strike.fault.kind === kind && strike.fault.provider === provider);
    this.active.push({ fault, random: createRandom(seedOf(this.seed, 'fault', provider, kind, same.length)) });
    return { ...fault };
  }

  private subjectOf(input: JsonObject): { provider: string; kind: FaultKind } {
    const providers = this.providers();
    const { provider, kind } = input;
    if (typeof provider !== 'string' || !providers.includes(provider)) {
      throw new SandboxInputError(`provider must be one of ${providers.join(', ')}`);
    }
    const kinds = provider === PROXY_PROVIDER ? PROXY_KINDS : KINDS;
    if (typeof kind !== 'string' || !kinds.includes(kind)) {
      throw new SandboxInputError(`kind must be one of ${kinds.join(', ')}`);
    }
    return { provider, kind: kind as FaultKind };
  }

  /** Ends all faults, or one provider's; calls that a `timeout` holds are let go. */
  clear(provider?: string): number {
    const before = this.active.length;
    this.active = provider === undefined ? [] : this.active.filter((strike) => strike.fault.provider !== provider);
    for (const listener of [...this.cleared_listeners]) listener();
    return before - this.active.length;
  }

  /** Resolves when faults are cleared, which frees held calls. */
  cleared(): Promise<void> {
    return new Promise((resolve) => {
      const listener = (): void => {
        this.cleared_listeners.delete(listener);
        resolve();
      };
      this.cleared_listeners.add(listener);
    });
  }

  /** The first fault that strikes this call, or null. */
  onRequest(provider: string, path_and_query: string, method = 'GET'): Strike | null {
    const kinds = provider === PROXY_PROVIDER ? PROXY_KINDS : REQUEST_FAULTS;
    return this.strike(provider, kinds, path_and_query, method);
  }

  /** Whether a fault of this kind stands for a target, without a call that it would strike. */
  isInForce(provider: string, kind: FaultKind, target: string): boolean {
    return this.active.some(
      ({ fault }) =>
        fault.provider === provider && fault.kind === kind && (fault.path === null || target.includes(fault.path)),
    );
  }

  /** What happens to one webhook delivery of this provider. */
  onWebhook(provider: string, target: string): WebhookFault | null {
    const strike = this.strike(provider, WEBHOOK_FAULTS, target, 'POST');
    return strike === null ? null : (strike.fault.kind as WebhookFault);
  }

  private strike(provider: string, kinds: readonly string[], target: string, method: string): Strike | null {
    for (const strike of this.active) {
      const { fault, random } = strike;
      if (fault.provider !== provider || !kinds.includes(fault.kind)) continue;
      if (fault.path !== null && !target.includes(fault.path)) continue;
      if (fault.method !== null && fault.method !== method) continue;
      if (fault.count !== null && fault.fired >= fault.count) continue;
      if (fault.rate < 1 && !random.chance(fault.rate)) continue;
      fault.fired++;
      return strike;
    }
    return null;
  }
}

function numberFrom(input: JsonObject, name: string, fallback: number, low: number, high: number): number {
  const value = input[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new SandboxInputError(`${name} must be a number from ${low} to ${high}`);
  }
  return value;
}

function integerFrom(input: JsonObject, name: string, low: number, high: number): number {
  const value = numberFrom(input, name, low, low, high);
  if (!Number.isInteger(value)) throw new SandboxInputError(`${name} must be a whole number`);
  return value;
}

function textFrom(input: JsonObject, name: string): string | null {
  const value = input[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '') throw new SandboxInputError(`${name} must be a non-empty text`);
  return value;
}
