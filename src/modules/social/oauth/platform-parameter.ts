import type { PipeTransform } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { SOCIAL_PLATFORMS, type SocialPlatform } from '../networks/network.connection.js';

/** A platform in a path; another word is an address that there is not. */
export class PlatformParameter implements PipeTransform<string, SocialPlatform> {
  transform(value: string): SocialPlatform {
    const platform = SOCIAL_PLATFORMS.find((known) => known === value);
    if (platform) return platform;
    throw AppError.notFound('Platform');
  }
}
