import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { PlatformKey, SyncResource } from './platform.connection.js';
import type { Platform } from './platform.port.js';

/** The platforms, by key. */
@Injectable()
export class Platforms {
  private readonly byKey: Map<string, Platform>;

  constructor(platforms: Platform[]) {
    this.byKey = new Map(platforms.map((platform) => [platform.key, platform]));
  }

  get all(): Platform[] {
    return [...this.byKey.values()];
  }

  /** Throws PROVIDER_NOT_CONFIGURED for a platform that this version cannot connect. */
  get(key: PlatformKey): Platform {
    const platform = this.byKey.get(key);
    if (platform) return platform;
    throw new AppError('PROVIDER_NOT_CONFIGURED', `This version cannot connect ${key} stores yet`, {
      provider: key,
      available: [...this.byKey.keys()],
    });
  }

  /** What the platform can be read of; nothing for one that cannot be connected. */
  resourcesOf(key: PlatformKey): readonly SyncResource[] {
    return this.byKey.get(key)?.resources ?? [];
  }
}
