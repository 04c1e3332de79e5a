import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import { EndpointRepository } from '../endpoint.repository.js';

/** Removes an endpoint with its deliveries, sent or not. */
@Injectable()
export class DeleteEndpoint {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, PRECONDITION_FAILED. */
  async run(userId: string, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const endpoint = await this.endpoints.find(userId, id, true);
      const before = await this.endpoints.view(userId, id);
      if (!endpoint || !before) throw AppError.notFound('Webhook endpoint');
      requireMatch(ifMatch, before.etag);
      await this.endpoints.delete(userId, id);
      await this.audit.record({
        user_id: userId,
        action: 'webhook_endpoint.deleted',
        subject_type: 'webhook_endpoint',
        subject_id: id,
        details: { url: endpoint.url },
      });
    });
  }
}
