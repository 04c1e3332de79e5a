import { authorityOf } from '../../common/outbound/proxy/proxy-route.js';

/** What a person calls a proxy; else where it is. */
export function nameOf(proxy: { name: string | null; host: string; port: number }): string {
  return proxy.name ?? authorityOf(proxy);
}
