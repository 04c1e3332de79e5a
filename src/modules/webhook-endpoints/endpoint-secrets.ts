import { Injectable } from '@nestjs/common';
import { SecretBox, type SealedSecret } from '../../common/security/secret-box.js';
import { newSecret } from './webhook-signature.js';

const HINT_LENGTH = 4;

export interface NewSecret {
  /** For its owner's eyes, once. */
  plain: string;
  /** As `webhook_endpoints` keeps it. */
  columns: { secret: string; secret_hint: string };
}

/** The secrets that endpoints' deliveries are signed with, sealed to their rows. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly box: SecretBox) {}

  make(endpointId: string): NewSecret {
    const plain = newSecret();
    const sealed = this.box.seal(plain, { table: 'webhook_endpoints', column: 'secret', row_id: endpointId });
    return { plain, columns: { secret: JSON.stringify(sealed), secret_hint: plain.slice(-HINT_LENGTH) } };
  }

  /** The present secret, sealed anew as the previous one. */
  asPrevious(endpointId: string, secret: SealedSecret): string {
    const plain = this.box.open(secret, { table: 'webhook_endpoints', column: 'secret', row_id: endpointId });
    const place = { table: 'webhook_endpoints', column: 'previous_secret', row_id: endpointId } as const;
    return JSON.stringify(this.box.seal(plain, place));
  }

  /** Those that sign now, the present one first. */
  valid(endpointId: string, secret: SealedSecret, previous: SealedSecret | null): string[] {
    const open = (sealed: SealedSecret, column: string): string =>
      this.box.open(sealed, { table: 'webhook_endpoints', column, row_id: endpointId });
    return [open(secret, 'secret'), ...(previous === null ? [] : [open(previous, 'previous_secret')])];
  }
}
