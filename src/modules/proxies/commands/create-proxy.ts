import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { normalHost, type ProxyAddress } from '../proxy-address.js';
import { ProxyPlaces } from '../proxy-places.js';
import { nameOf } from '../proxy-name.js';
import { ProxyRepository, type StoredProxy } from '../proxy.repository.js';
import { ProxySecrets } from '../proxy-secrets.js';
import { type CreateProxyDto, DEFAULT_TEST_INTERVAL } from '../proxies.dto.js';

/** Adds a proxy; it is tested as soon as a worker comes to it. */
@Injectable()
export class CreateProxy {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly places: ProxyPlaces,
    private readonly secrets: ProxySecrets,
    private readonly audit: AuditLog,
  ) {}

  /** Throws VALIDATION_ERROR, and CONFLICT for the same place and user as another one's. */
  async run(userId: string, input: CreateProxyDto): Promise<StoredProxy & { id: string }> {
    const address: ProxyAddress = {
      protocol: input.protocol ?? 'http',
      host: normalHost(input.host),
      port: input.port,
      username: input.username ?? null,
      password: input.password ?? null,
      ca_certificate: input.ca_certificate ?? null,
    };
    await this.places.check(address);
    const id = uuidv7();
    return this.database.transaction(async () => {
      await this.proxies.oneAtATime(userId);
      const same = await this.proxies.findSame(userId, address);
      if (same) throw samePlace(same.id, same.name ?? nameOf({ ...address, name: null }));
      await this.proxies.insert(userId, [
        {
          ...address,
          id,
          name: input.name ?? null,
          password: this.secrets.seal(id, address.password),
          country: input.country ?? null,
          is_active: input.is_active ?? true,
          test_interval_seconds: input.test_interval_seconds ?? DEFAULT_TEST_INTERVAL,
        },
      ]);
      const { protocol, host, port } = address;
      await this.audit.record({
        user_id: userId,
        action: 'proxy.created',
        subject_type: 'proxy',
        subject_id: id,
        details: { protocol, host, port },
      });
      const stored = await this.proxies.view(userId, id);
      if (!stored) throw new Error('The proxy that was just added is not there');
      return { ...stored, id };
    });
  }
}

export function samePlace(id: string, name: string): AppError {
  return AppError.conflict(`You have this proxy already as "${name}"`, { proxy_id: id });
}
