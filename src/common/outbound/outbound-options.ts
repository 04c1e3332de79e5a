import type { LookupAll } from './target-guard.js';

/** What the outbound client is set up with. */
export class OutboundOptions {
  /** CIDRs or single addresses that may be reached though they are private. */
  readonly allow_private_targets: readonly string[];
  /** Address of the sandbox (a path in it does not matter): its scheme, host and port are always allowed. */
  readonly sandbox_origin: string | null;
  /** `KSAP/<version>`. */
  readonly user_agent: string;
  /** First pause before a repeated call, in milliseconds; doubled each time. */
  readonly retry_base_ms: number;
  /** How host names are resolved. Default: the system's resolver. */
  readonly lookup: LookupAll | undefined;
  /** For the connection to a proxy, and again for the tunnel through it, in milliseconds. Default 10,000. */
  readonly proxy_hop_ms: number;
  /** PEM of authorities that targets behind a proxy are trusted by, instead of the public ones. Default: none. */
  readonly proxied_target_ca: string | undefined;

  constructor(init: Partial<OutboundOptions> = {}) {
    this.allow_private_targets = init.allow_private_targets ?? [];
    this.sandbox_origin = init.sandbox_origin ?? null;
    this.user_agent = init.user_agent ?? 'KSAP';
    this.retry_base_ms = init.retry_base_ms ?? 300;
    this.lookup = init.lookup;
    this.proxy_hop_ms = init.proxy_hop_ms ?? 10_000;
    this.proxied_target_ca = init.proxied_target_ca;
  }
}
