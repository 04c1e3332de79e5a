import { Injectable } from '@nestjs/common';
import { AppError, type FieldFault } from '../../common/errors/app-error.js';
import { OutboundClient } from '../../common/outbound/outbound-client.js';
import { faultsOf, type ProxyAddress } from './proxy-address.js';

/** Whether a proxy may be where its owner says it is. Each connection to it is judged anew. */
@Injectable()
export class ProxyPlaces {
  constructor(private readonly http: OutboundClient) {}

  /** Faults that can be seen without asking anybody. */
  faults(address: ProxyAddress): FieldFault[] {
    return faultsOf(address, (host) => this.http.mayProxyAt(host));
  }

  /** As above, and the name is resolved; one that cannot be passes. Throws VALIDATION_ERROR. */
  async check(address: ProxyAddress): Promise<void> {
    const faults = this.faults(address);
    if (faults.length > 0) throw AppError.validation(faults);
    const objection = await this.http.objectionToProxy(address.host);
    if (objection !== null) throw AppError.validation([{ field: 'host', reason: objection }]);
  }
}
