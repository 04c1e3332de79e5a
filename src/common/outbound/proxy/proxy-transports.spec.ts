import { TargetGuard } from '../target-guard.js';
import { ProxyTransports } from './proxy-transports.js';
import type { ProxyRoute } from './proxy-route.js';

describe('ProxyTransports', () => {
  let transports: ProxyTransports;
  beforeEach(() => {
    transports = new ProxyTransports(new TargetGuard([], null), { hop_timeout_ms: 1_000 });
  });
  afterEach(() => transports.destroy());

  const route = (more: Partial<ProxyRoute> = {}): ProxyRoute => ({
    protocol: 'http',
    host: 'proxy.example',
    port: 8080,
    username: 'a',
    password: 'b',
    ...more,
  });

  it('keeps the connections of a route, and gives a changed one others', () => {
    const kept = transports.of(route());
    expect(transports.of(route())).toBe(kept);
    for (const more of [
      { password: 'c' },
      { username: 'c' },
      { port: 1 },
      { protocol: 'socks5' },
      { host: 'b.example' },
    ]) {
      expect(transports.of(route(more as Partial<ProxyRoute>))).not.toBe(kept);
    }
    expect(transports.size).toBe(6);
  });

  it('keeps no more than 200 routes: those used longest ago go', () => {
    const first = transports.of(route({ port: 1 }));
    const second = transports.of(route({ port: 2 }));
    for (let port = 3; port <= 200; port++) transports.of(route({ port }));
    expect(transports.of(route({ port: 1 }))).toBe(first);
    transports.of(route({ port: 201 }));
    expect(transports.size).toBe(200);
    expect(transports.of(route({ port: 1 }))).toBe(first);
    expect(transports.of(route({ port: 2 }))).not.toBe(second);
  });

  it('makes a connection of its own for a call that is timed', () => {
    const trace = { tcp_ms: null, proxy_tls_ms: null, tunnel_ms: null, sent_ms: null, first_byte_ms: null };
    const fresh = transports.fresh(route(), trace);
    expect(fresh.dispatcher).not.toBe(transports.of(route()));
    expect(transports.size).toBe(1);
    fresh.end();
  });
});
