import ipaddr from 'ipaddr.js';
import type { ConfigFault } from './config.error.js';
import { nearestName } from './nearest-name.js';
import { readUrl } from '../text/read-url.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** Names with these prefixes belong to the test and bench tools, not to the product. */
const FOREIGN_PREFIXES = ['KSAP_TEST_', 'KSAP_BENCH_'];

const TRUE_WORDS = ['true', '1', 'yes', 'on'];
const FALSE_WORDS = ['false', '0', 'no', 'off'];

/**
 * Reads typed values out of an environment and collects every fault instead of stopping at the first.
 * A variable that is set but blank counts as unset: compose files pass blanks for what is left out.
 */
export class EnvReader {
  readonly faults: ConfigFault[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly env: Env) {}

  fault(variable: string, reason: string): void {
    this.faults.push({ variable, reason });
  }

  /** The trimmed value, or null when unset or blank. */
  text(variable: string): string | null {
    this.known.add(variable);
    const value = this.env[variable]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  /** A secret of at least `minimum` characters; its value never enters a fault. */
  secret(variable: string, minimum: number): string | null {
    const value = this.text(variable);
    if (value !== null && value.length < minimum) {
      this.fault(variable, `has ${value.length} characters; at least ${minimum} are wanted`);
    }
    return value;
  }

  choice<T extends string>(variable: string, accepted: readonly T[], fallback: T): T {
    const value = this.text(variable);
    if (value === null) return fallback;
    const found = accepted.find((one) => one === value.toLowerCase());
    if (found === undefined) this.refuse(variable, value, `one of ${accepted.join(', ')}`);
    return found ?? fallback;
  }

  flag(variable: string, fallback: boolean): boolean {
    const value = this.text(variable)?.toLowerCase();
    if (value === undefined) return fallback;
    if (TRUE_WORDS.includes(value)) return true;
    if (!FALSE_WORDS.includes(value)) this.refuse(variable, value, 'true or false');
    return false;
  }

  integer(variable: string, range: { fallback: number; min: number; max: number }): number {
    const value = this.text(variable);
    if (value === null) return range.fallback;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= range.min && number <= range.max) return number;
    this.refuse(variable, value, `a whole number from ${range.min} to ${range.max}`);
    return range.fallback;
  }

  /**
   * An absolute URL with one of the schemes. Never echoed: it may carry a password.
   *
   * @returns the URL, or null when unset or refused.
   */
  url(variable: string, schemes: readonly string[]): URL | null {
    const value = this.text(variable);
    if (value === null) return null;
    const accepted = `an absolute URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
    const url = readUrl(value);
    if (url === null) {
      this.fault(variable, `is not a URL; accepted is ${accepted}`);
      return null;
    }
    if (!schemes.includes(url.protocol.slice(0, -1)) || url.hostname === '') {
      this.fault(variable, `is not accepted; accepted is ${accepted}`);
      return null;
    }
    return url;
  }

  /** The address of an HTTP service, without a trailing slash; neither query, fragment nor password. */
  httpAddress(variable: string): string | null {
    const url = this.url(variable, ['http', 'https']);
    if (url === null) return null;
    if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
      this.fault(variable, 'must be an address alone: no query, fragment, user name or password');
      return null;
    }
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  }

  /** The parts of a comma-separated value, trimmed, blanks dropped. */
  list(variable: string): string[] {
    const parts = this.text(variable)?.split(',') ?? [];
    return parts.map((part) => part.trim()).filter((part) => part !== '');
  }

  /** Networks in CIDR notation; a single address becomes a network of its own (`/32`, `/128`). */
  networks(variable: string): string[] {
    return this.list(variable).flatMap((part) => {
      const network = toCidr(part);
      if (network === null) {
        this.refuse(
          variable,
          part,
          'addresses and networks such as 10.0.0.0/8, 192.168.1.5, fd00::/8, with commas between',
        );
        return [];
      }
      return [network];
    });
  }

  /** Says that a value, which is no secret, is not accepted. */
  refuse(variable: string, value: string, accepted: string): void {
    const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
    this.fault(variable, `${JSON.stringify(shown)} is not accepted; accepted is ${accepted}`);
  }

  /** Faults every `KSAP_` variable that nobody has read: a misspelt setting must not be ignored in silence. */
  refuseUnknown(prefix: string): void {
    for (const name of Object.keys(this.env).sort()) {
      if (!name.startsWith(prefix) || this.known.has(name)) continue;
      if (FOREIGN_PREFIXES.some((foreign) => name.startsWith(foreign))) continue;
      const meant = nearestName(name, this.known);
      this.fault(name, `is not a known setting${meant === null ? '; see .env.example' : `; did you mean ${meant}?`}`);
    }
  }
}

/** @returns the canonical CIDR, or null when the text is neither an address nor a network. */
export function toCidr(text: string): string | null {
  try {
    if (text.includes('/')) {
      const [address, bits] = ipaddr.parseCIDR(text);
      return `${address.toString()}/${bits}`;
    }
    // Not ipaddr.parse alone: it reads "10" and "0x7f.1" as addresses too.
    if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null;
    const address = ipaddr.parse(text);
    return `${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128}`;
  } catch {
    return null;
  }
}
