import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { AppError } from '../../../common/errors/app-error.js';
import { readUrl } from '../../../common/text/read-url.js';

const LONGEST = 1000;

/** Where a browser may be sent after a consent: to this installation and to the pages that may call it, nowhere else. */
@Injectable()
export class RedirectTargets {
  constructor(private readonly config: Config) {}

  /** Throws VALIDATION_ERROR for any other place; null is none. */
  want(target: string | null): string | null {
    if (target === null || this.isOurs(target)) return target;
    throw AppError.validation([
      {
        field: 'redirect_to',
        reason: 'must be a path of this server, or an address under KSAP_PUBLIC_URL or KSAP_CORS_ORIGINS',
      },
    ]);
  }

  private isOurs(target: string): boolean {
    if (target.length > LONGEST || /[\p{Cc}\\]/u.test(target)) return false;
    if (target.startsWith('/')) return !target.startsWith('//');
    const url = readUrl(target);
    if (url?.username !== '' || url.password !== '') return false;
    const { public_url: own, cors_origins: others } = this.config;
    return (own !== null && url.origin === new URL(own).origin) || others.includes(url.origin);
  }
}
