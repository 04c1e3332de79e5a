import type { ProviderSettings } from '../../../common/config/provider-settings.js';
import type { SocialNetwork } from './network.port.js';
import { MetaNetwork } from './meta/meta.network.js';
import { TikTokNetwork } from './tiktok/tiktok.network.js';

/** Every network. A new one adds its line here and nothing else outside its folder. */
export function createSocialNetworks(settings: ProviderSettings): SocialNetwork[] {
  return [new MetaNetwork(settings), new TikTokNetwork(settings)];
}
