import { AppError } from '../../../common/errors/app-error.js';
import { SOCIAL_PLATFORMS, type SocialPlatform } from '../networks/network.connection.js';

/** A platform in a path. Throws NOT_FOUND for another word: an address that there is not. */
export function platformOf(word: string): SocialPlatform {
  const platform = SOCIAL_PLATFORMS.find((known) => known === word);
  if (platform) return platform;
  throw AppError.notFound('Platform');
}
