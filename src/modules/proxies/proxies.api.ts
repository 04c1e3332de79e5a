import type { ProxyRoute } from '../../common/outbound/proxy/proxy-route.js';
import { ResumeLater } from '../../common/outbound/resume-later.js';

/** What another module may show of a proxy. */
export interface ProxyBrief {
  id: string;
  name: string;
  protocol: string;
  host: string;
  port: number;
  country: string | null;
  is_active: boolean;
  state: 'untested' | 'up' | 'failing' | 'down';
  /** ISO 8601 UTC; null: it is not down. */
  down_since: string | null;
}

/**
 * The proxy cannot carry calls now. Thrown out of a job's handler it parks the job, which is run again after `after_ms`;
 * nobody may call directly instead.
 */
export class ProxyUnavailable extends ResumeLater {
  constructor(
    readonly why: 'inactive' | 'down',
    afterMs: number,
    reason: string,
  ) {
    super(afterMs, reason);
    this.name = 'ProxyUnavailable';
  }
}

/** What other modules may ask of proxies. */
export abstract class ProxiesApi {
  /**
   * How calls leave through the user's proxy: for `OutboundRequest.proxy`. Throws NOT_FOUND for one that is not the user's,
   * and ProxyUnavailable when it is switched off or down.
   */
  abstract routeOf(userId: string, proxyId: string): Promise<ProxyRoute>;
  /** The user's proxies with these ids; others are left out. */
  abstract describe(userId: string, proxyIds: string[]): Promise<ProxyBrief[]>;
  /** A call through it has failed by the proxy's fault: it is tested at once, and not only when it is due. */
  abstract suspect(userId: string, proxyId: string): Promise<void>;
}
