import { StoreConnections } from '../../src/modules/stores/store-connections.js';
import { StoreRepository } from '../../src/modules/stores/store.repository.js';
import { Platforms } from '../../src/modules/stores/platforms/platforms.js';
import type { StoreKey } from '../../src/modules/stores/stores.api.js';
import type { TestApp } from '../support/app.js';
import { aStore } from '../support/factories.js';
import { MemoryShop } from './memory-shop.js';

/** From now on the app's Magento is a shop in memory. */
export function withMemoryShop(app: TestApp): MemoryShop {
  const shop = new MemoryShop();
  const platforms = app.nest.get(Platforms);
  const { get } = platforms;
  platforms.get = (key) => (key === shop.key ? shop : get.call(platforms, key));
  return shop;
}

/** A connected store of the user at the shop in memory. */
export async function aMemoryStore(app: TestApp, userId: string): Promise<StoreKey> {
  const store = await aStore(app.db, { user_id: userId, platform: 'magento' });
  const row = await app.nest.get(StoreRepository).find(userId, store.id);
  const sealed = app.nest
    .get(StoreConnections)
    .seal(row!, 'api_credentials', JSON.stringify({ token: 'memory-secret-token' }));
  await app.db.query('UPDATE stores SET api_credentials = $2 WHERE id = $1', [store.id, JSON.stringify(sealed)]);
  return { id: store.id, user_id: userId };
}
