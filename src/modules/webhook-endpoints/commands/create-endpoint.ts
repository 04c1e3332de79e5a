import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { EndpointAddress } from '../endpoint-address.js';
import { EndpointSecrets } from '../endpoint-secrets.js';
import { EndpointRepository, type EndpointView } from '../endpoint.repository.js';
import type { CreateEndpointDto } from '../webhook-endpoints.dto.js';

export const MAX_ENDPOINTS = 20;

/** Makes an endpoint with a secret of its own. */
@Injectable()
export class CreateEndpoint {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly address: EndpointAddress,
    private readonly secrets: EndpointSecrets,
    private readonly audit: AuditLog,
  ) {}

  /** Throws VALIDATION_ERROR for an address that may not be called, CONFLICT when the user has as many as may be. */
  async run(userId: string, input: CreateEndpointDto): Promise<EndpointView & { id: string; secret: string }> {
    await this.address.check(input.url);
    const id = uuidv7();
    const secret = this.secrets.make(id);
    return this.database.transaction(async () => {
      if ((await this.endpoints.countAlone(userId)) >= MAX_ENDPOINTS) {
        throw AppError.conflict(`You have ${MAX_ENDPOINTS} webhook endpoints: delete one first`, {
          limit: MAX_ENDPOINTS,
        });
      }
      await this.endpoints.insert(id, userId, {
        url: input.url,
        description: input.description ?? null,
        events: JSON.stringify(input.events),
        is_active: input.is_active ?? true,
        ...secret.columns,
      });
      await this.audit.record({
        user_id: userId,
        action: 'webhook_endpoint.created',
        subject_type: 'webhook_endpoint',
        subject_id: id,
        details: { url: input.url, events: input.events },
      });
      const stored = await this.endpoints.view(userId, id);
      if (!stored) throw new Error('The endpoint that was just made is not there');
      return { ...stored, id, secret: secret.plain };
    });
  }
}
