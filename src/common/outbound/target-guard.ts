import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import { isPublicAddress, NetworkList } from './network-address.js';
import { readUrl } from '../text/read-url.js';

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** All addresses of a host name. */
export type LookupAll = (hostname: string) => Promise<ResolvedAddress[]>;

/** The guard said no; nothing was sent. The message is for a person. */
export class TargetRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TargetRefused';
  }
}

const AUTHORITY = /^https?:\/\/([^/?#]*)/i;
/** White space, control characters and the backslash: the URL parser drops or turns them, and readers are misled. */
const MISLEADING = /[\p{White_Space}\p{Cc}\\]/u;

/**
 * Decides where outbound calls may go. Hosts are given by users, so that by default only the open internet is reached;
 * `allow_private_targets` opens networks, and the sandbox's own origin is open while a sandbox is configured.
 */
export class TargetGuard {
  private readonly allowed: NetworkList;
  private readonly sandbox: string | null;

  constructor(
    allowPrivateTargets: readonly string[],
    sandboxUrl: string | null,
    private readonly lookup: LookupAll = (hostname) => systemLookup(hostname, { all: true }),
  ) {
    this.allowed = new NetworkList(allowPrivateTargets);
    this.sandbox = sandboxUrl === null ? null : new URL(sandboxUrl).origin;
  }

  /**
   * The parsed address, if it is http(s), spelled in the usual way, without user info, and not an IP address that is
   * refused. Host names are judged by `resolve`, when the connection is made. Throws TargetRefused.
   */
  parse(text: string): URL {
    const authority = AUTHORITY.exec(text)?.[1];
    const url = readUrl(text);
    if (authority === undefined || url === null || MISLEADING.test(text)) {
      throw new TargetRefused('The address is not a valid http or https URL');
    }
    if (authority.includes('@')) throw new TargetRefused('The address must not contain a user name or password');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (host.endsWith('.')) throw new TargetRefused('The host name must not end with a dot');
    // The URL parser turns 0x7f.1, 2130706433 and the like into 127.0.0.1: what was written must be what is meant.
    if (isIP(host) === 4 && authority.replace(/:\d*$/, '') !== host) {
      throw new TargetRefused('An IP address must be written as four decimal numbers');
    }
    if (isIP(host) !== 0 && !this.isExempt(url)) this.check(host);
    return url;
  }

  /** Whether the address is the sandbox's, which may be anywhere. */
  isExempt(url: URL): boolean {
    return this.sandbox !== null && url.origin === this.sandbox;
  }

  /** Whether a host is the one that the sandbox runs on: its proxies listen there, on ports of their own. */
  isSandboxHost(host: string): boolean {
    return this.sandbox !== null && new URL(this.sandbox).hostname.replace(/^\[|\]$/g, '') === host;
  }

  /**
   * Throws TargetRefused when a call that leaves through a proxy must not go to the address. The proxy resolves the name
   * again, so this keeps out what we can see; it is not told what we have seen.
   */
  async admit(url: URL): Promise<void> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) === 0 && !this.isExempt(url)) await this.resolve(host);
  }

  /**
   * The addresses of a host, every one of them checked: the connection must go to one of these and not ask again.
   * Throws TargetRefused when any is not allowed, or what the lookup throws.
   */
  async resolve(hostname: string): Promise<ResolvedAddress[]> {
    const addresses = await this.lookup(hostname);
    for (const { address } of addresses) this.check(address);
    return addresses;
  }

  isAllowed(address: string): boolean {
    return isPublicAddress(address) || this.allowed.includes(address);
  }

  /** Throws TargetRefused when the address is neither public nor opened. The address itself is not told. */
  check(address: string): void {
    if (this.isAllowed(address)) return;
    throw new TargetRefused('The address belongs to a private or reserved network');
  }
}
