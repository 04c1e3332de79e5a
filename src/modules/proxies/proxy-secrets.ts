import { Injectable } from '@nestjs/common';
import type { ProxyRoute } from '../../common/outbound/proxy/proxy-route.js';
import { SecretBox, type SecretPlace } from '../../common/security/secret-box.js';
import type { ProxyRow } from './proxy.repository.js';

/** The one place where passwords of proxies are sealed and opened. */
@Injectable()
export class ProxySecrets {
  constructor(private readonly box: SecretBox) {}

  /** As the column takes it; null stays null. */
  seal(id: string, password: string | null): string | null {
    return password === null ? null : this.box.sealString(password, placeOf(id));
  }

  routeOf(proxy: ProxyRow): ProxyRoute {
    const { id, protocol, host, port, username, password, ca_certificate } = proxy;
    const opened = password === null ? null : this.box.openString(password, placeOf(id));
    return { protocol, host, port, username, password: opened, ca_certificate };
  }
}

function placeOf(id: string): SecretPlace {
  return { table: 'proxies', column: 'password', row_id: id };
}
