import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { ProxiesApi, type ProxyBrief } from '../../proxies/proxies.api.js';

/** The proxies that a person may bind accounts to: their own. */
@Injectable()
export class OwnProxies {
  constructor(private readonly proxies: ProxiesApi) {}

  /** Throws VALIDATION_ERROR for one that is not theirs; null is none. */
  async want(userId: string, proxyId: string | null): Promise<void> {
    if (proxyId === null || (await this.brief(userId, proxyId))) return;
    throw AppError.validation([{ field: 'proxy_id', reason: 'is not one of your proxies' }]);
  }

  /** What may be shown of it. */
  async brief(userId: string, proxyId: string): Promise<ProxyBrief | null> {
    const [proxy] = await this.proxies.describe(userId, [proxyId]);
    return proxy ?? null;
  }
}
