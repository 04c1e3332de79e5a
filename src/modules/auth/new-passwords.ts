import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { PasswordHasher } from '../../common/security/password-hasher.js';
import { PasswordPolicy, type PasswordOwner } from '../../common/security/password-policy.js';

/** New passwords: judged, then hashed. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /** The hash of a password that the policy accepts. `field` is what a fault is reported as. Throws VALIDATION_ERROR. */
  async hash(password: string, owner: PasswordOwner, field: string): Promise<string> {
    const reason = await this.policy.refusalOf(password, owner);
    if (reason !== null) throw AppError.validation([{ field, reason }]);
    return this.hasher.hash(password);
  }
}
