import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { SocialPlatform } from './network.connection.js';
import type { SocialNetwork } from './network.port.js';

/** The networks, by the platforms that they run. */
@Injectable()
export class SocialNetworks {
  private readonly byPlatform = new Map<string, SocialNetwork>();

  constructor(networks: SocialNetwork[]) {
    for (const network of networks) for (const platform of network.platforms) this.byPlatform.set(platform, network);
  }

  get all(): SocialNetwork[] {
    return [...new Set(this.byPlatform.values())];
  }

  /** Throws PROVIDER_NOT_CONFIGURED for a platform that this version cannot connect. */
  of(platform: SocialPlatform): SocialNetwork {
    const network = this.byPlatform.get(platform);
    if (network) return network;
    throw new AppError('PROVIDER_NOT_CONFIGURED', `This version cannot connect ${platform}`, {
      provider: platform,
      available: [...this.byPlatform.keys()],
    });
  }
}
