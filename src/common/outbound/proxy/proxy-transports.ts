import type { Dispatcher } from 'undici';

import type { TargetGuard } from '../target-guard.js';
import { Hop, type HopTrace } from './hop.js';
import { proxyDispatcher, type ProxySettings } from './proxy-dispatcher.js';
import { routeKey, type ProxyRoute } from './proxy-route.js';

/** Proxies that connections are kept to at once. */
const MOST_ROUTES = 200;
const IDLE_MS = 60_000;

interface Kept {
  hop: Hop;
  dispatcher: Dispatcher;
  used_at: number;
}

/** Connections through proxies, kept per route while they are used: the route of a changed proxy is another one. */
export class ProxyTransports {
  /** The one used longest ago first. */
  private readonly routes = new Map<string, Kept>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly guard: TargetGuard,
    private readonly settings: ProxySettings,
  ) {}

  /** To be used at once: it may be closed when it has not been asked for in a while. */
  of(route: ProxyRoute): Dispatcher {
    const key = routeKey(route);
    const kept = this.routes.get(key) ?? this.make(route, null);
    kept.used_at = performance.now();
    this.routes.delete(key);
    this.routes.set(key, kept);
    for (const [oldest, other] of this.routes) {
      if (this.routes.size <= MOST_ROUTES) break;
      this.close(oldest, other);
    }
    this.timer ??= setInterval(() => this.closeIdle(), IDLE_MS / 2).unref();
    return kept.dispatcher;
  }

  /** A connection of its own, which `end` closes at once, whatever state it is in. */
  fresh(route: ProxyRoute, trace: HopTrace): { dispatcher: Dispatcher; end: () => void } {
    const { hop, dispatcher } = this.make(route, trace);
    return {
      dispatcher,
      end: () => {
        hop.destroy();
        void dispatcher.destroy().catch(ignore);
      },
    };
  }

  get size(): number {
    return this.routes.size;
  }

  /** Ends all connections; calls in flight fail. */
  async destroy(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    const all = [...this.routes.values()];
    this.routes.clear();
    for (const { hop } of all) hop.destroy();
    await Promise.all(all.map(({ dispatcher }) => dispatcher.destroy()));
  }

  private make(route: ProxyRoute, trace: HopTrace | null): Kept {
    const hop = new Hop(route, this.guard, this.settings.hop_timeout_ms, trace);
    return { hop, dispatcher: proxyDispatcher(hop, this.settings), used_at: performance.now() };
  }

  private closeIdle(): void {
    const before = performance.now() - IDLE_MS;
    for (const [key, kept] of this.routes) if (kept.used_at < before) this.close(key, kept);
    if (this.routes.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** What is in flight is ended in peace. */
  private close(key: string, { dispatcher }: Kept): void {
    this.routes.delete(key);
    void dispatcher.close().catch(ignore);
  }
}

function ignore(): void {
  // Whoever still has a call in it hears of that call's own fate.
}
