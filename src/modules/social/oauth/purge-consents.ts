import { Injectable } from '@nestjs/common';
import { Recurring } from '../../../common/jobs/recurring.js';
import { OauthConnections } from './oauth-connections.repository.js';

/** Consents that came to nothing leave nothing behind. */
@Injectable()
export class PurgeConsents {
  constructor(private readonly consents: OauthConnections) {}

  @Recurring({ name: 'social.purge_consents', every_seconds: 300 })
  run(): Promise<void> {
    return this.consents.purge();
  }
}
