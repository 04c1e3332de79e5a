import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { DeliveryRepository } from '../delivery.repository.js';
import { EndpointRepository, type EndpointRow } from '../endpoint.repository.js';
import { PING } from '../webhook-messages.js';

/** Sends what a person asks for: a first word to see that it arrives, or something that was sent before. */
@Injectable()
export class SendDelivery {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the new delivery's id. Throws NOT_FOUND, and INVALID_STATE for an endpoint that is switched off. */
  async test(userId: string, endpointId: string): Promise<string> {
    return this.database.transaction(async () => {
      const endpoint = await this.open(userId, endpointId);
      const id = uuidv7();
      await this.deliveries.addFor(endpoint, id, {
        webhook_id: `msg_${PING}_${id.replaceAll('-', '')}`,
        type: PING,
        subject_id: null,
        data: { message: 'It works: this is how KSAP will tell you what happens' },
      });
      await this.note(userId, endpointId, 'webhook_endpoint.tested', id);
      return id;
    });
  }

  /** Throws NOT_FOUND, and INVALID_STATE for an endpoint that is switched off. */
  async again(userId: string, endpointId: string, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const isThere = await this.deliveries.sendAgain(userId, endpointId, id);
      if (!isThere) throw AppError.notFound('Delivery');
      await this.open(userId, endpointId);
      await this.note(userId, endpointId, 'webhook_endpoint.redelivered', id);
    });
  }

  private async open(userId: string, endpointId: string): Promise<EndpointRow> {
    const endpoint = await this.endpoints.find(userId, endpointId);
    if (!endpoint) throw AppError.notFound('Webhook endpoint');
    if (endpoint.is_active) return endpoint;
    throw new AppError('INVALID_STATE', 'The endpoint is switched off: switch it on first (is_active)', {
      from: 'inactive',
      to: 'active',
      allowed: ['active'],
    });
  }

  private note(userId: string, endpointId: string, action: string, deliveryId: string): Promise<void> {
    return this.audit.record({
      user_id: userId,
      action,
      subject_type: 'webhook_endpoint',
      subject_id: endpointId,
      details: { delivery_id: deliveryId },
    });
  }
}
