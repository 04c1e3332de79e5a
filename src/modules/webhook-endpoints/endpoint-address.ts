import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { OutboundClient } from '../../common/outbound/outbound-client.js';

/** Refuses addresses that deliveries could not or must not go to, before they are kept. */
@Injectable()
export class EndpointAddress {
  constructor(private readonly outbound: OutboundClient) {}

  /** Throws VALIDATION_ERROR. Not inside a transaction: names are looked up. */
  async check(url: string): Promise<void> {
    const objection = await this.outbound.objectionTo(url);
    if (objection !== null) throw AppError.validation([{ field: 'url', reason: objection }], objection);
  }
}
