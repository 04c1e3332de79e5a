import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import { ENDPOINTS_CHANNEL } from '../delivery.repository.js';
import { EndpointAddress } from '../endpoint-address.js';
import { EndpointRepository, type EndpointView } from '../endpoint.repository.js';
import type { UpdateEndpointDto } from '../webhook-endpoints.dto.js';

/** Switched on by its owner: what went wrong before does not count any more. */
const AFRESH = { disabled_reason: null, disabled_at: null, failing_since: null, consecutive_failures: 0 };

/** Changes an endpoint, or switches it on or off. */
@Injectable()
export class UpdateEndpoint {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly address: EndpointAddress,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VALIDATION_ERROR for an address that may not be called, PRECONDITION_FAILED. */
  async run(userId: string, id: string, input: UpdateEndpointDto, ifMatch: string | undefined): Promise<EndpointView> {
    if (!(await this.endpoints.find(userId, id))) throw AppError.notFound('Webhook endpoint');
    if (input.url !== undefined) await this.address.check(input.url);
    return this.database.transaction(async () => {
      const endpoint = await this.endpoints.find(userId, id, true);
      const before = await this.endpoints.view(userId, id);
      if (!endpoint || !before) throw AppError.notFound('Webhook endpoint');
      requireMatch(ifMatch, before.etag);
      const columns = columnsOf(input);
      if (Object.keys(columns).length === 0) return before;
      await this.endpoints.update(userId, id, columns);
      await this.audit.record({
        user_id: userId,
        action: 'webhook_endpoint.updated',
        subject_type: 'webhook_endpoint',
        subject_id: id,
        details: { fields: Object.keys(input) },
      });
      if (input.is_active === true) await this.database.notify(ENDPOINTS_CHANNEL, '');
      const after = await this.endpoints.view(userId, id);
      if (!after) throw AppError.notFound('Webhook endpoint');
      return after;
    });
  }
}

function columnsOf(input: UpdateEndpointDto): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const field of ['url', 'description', 'is_active'] as const) {
    if (input[field] !== undefined) columns[field] = input[field];
  }
  if (input.events) columns.events = JSON.stringify(input.events);
  return input.is_active === true ? { ...columns, ...AFRESH } : columns;
}
