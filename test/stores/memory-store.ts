import { ChangeObservers } from '../../src/modules/stores/changes/change-observers.js';
import { StoreConnections } from '../../src/modules/stores/store-connections.js';
import { StoreRepository } from '../../src/modules/stores/store.repository.js';
import { Platforms } from '../../src/modules/stores/platforms/platforms.js';
import type {
  ChangeKind,
  ChangeOf,
  SettledChange,
  StoreChange,
  StoreKey,
} from '../../src/modules/stores/stores.api.js';
import { uuidv7 } from '../../src/common/ids/ids.js';
import type { TestApp } from '../support/app.js';
import { aStore } from '../support/factories.js';
import { MemoryShop } from './memory-shop.js';

export const MEMORY_SECRET = 'memory-secret-token';

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
  const sealed = app.nest.get(StoreConnections).seal(row!, 'api_credentials', JSON.stringify({ token: MEMORY_SECRET }));
  await app.db.query('UPDATE stores SET api_credentials = $2 WHERE id = $1', [store.id, JSON.stringify(sealed)]);
  return { id: store.id, user_id: userId };
}

/** What observers are told until the end of the test; the modules' own hear nothing. `work` runs in the transaction. */
export function observed(app: TestApp, work: () => Promise<void> = () => Promise.resolve()): SettledChange[] {
  const told: SettledChange[] = [];
  jest.spyOn(app.nest.get(ChangeObservers), 'settled').mockImplementation(async (change) => {
    await work();
    told.push(change);
  });
  return told;
}

export function aChange<K extends ChangeKind>(
  store: StoreKey,
  kind: K,
  payload: ChangeOf[K],
  subjectId = uuidv7(),
): StoreChange<K> {
  return {
    kind,
    payload,
    user_id: store.user_id,
    store_id: store.id,
    subject_id: subjectId,
    context: { words: 'as the test wants it' },
  };
}
