import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { EndpointSecrets } from '../endpoint-secrets.js';
import { EndpointRepository, type EndpointView } from '../endpoint.repository.js';

const OVERLAP_MS = 24 * 60 * 60 * 1000;

/** Gives an endpoint a new secret; the old one signs beside it for a day, one that was older no longer. */
@Injectable()
export class RotateSecret {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly secrets: EndpointSecrets,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND. */
  async run(userId: string, id: string): Promise<EndpointView & { secret: string }> {
    return this.database.transaction(async () => {
      const endpoint = await this.endpoints.find(userId, id, true);
      if (!endpoint) throw AppError.notFound('Webhook endpoint');
      const secret = this.secrets.make(id);
      await this.endpoints.update(userId, id, {
        ...secret.columns,
        previous_secret: this.secrets.asPrevious(id, endpoint.secret),
        previous_secret_expires_at: new Date(this.clock.ms() + OVERLAP_MS),
      });
      await this.audit.record({
        user_id: userId,
        action: 'webhook_endpoint.secret_rotated',
        subject_type: 'webhook_endpoint',
        subject_id: id,
      });
      const after = await this.endpoints.view(userId, id);
      if (!after) throw AppError.notFound('Webhook endpoint');
      return { ...after, secret: secret.plain };
    });
  }
}
