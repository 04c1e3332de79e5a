import { catalogueContract } from './platform.catalogue.contract.js';
import { censusContract } from './platform.census.contract.js';
import { ordersContract } from './platform.orders.contract.js';
import type { WritesUnderTest } from './platform.rig.contract.js';

/**
 * The suite of writes that every platform passes, on the sandbox, over real sockets: what a platform says it has no
 * capability for is passed over. Needs a shop of its own (it changes it) with 200 orders at least; `setUp` is
 * called for each part of it, and may give the same shop.
 */
export function platformWritesContract(setUp: () => Promise<WritesUnderTest>): void {
  it('can be asked all that it is not said to lack', async () => {
    const { platform, lacks = [] } = await setUp();
    const missing = (['catalogue', 'stock', 'orders', 'census'] as const).filter((ability) => !platform[ability]);
    expect(missing).toEqual(lacks);
  });
  describe('counted', () => censusContract(setUp));
  describe('its products', () => catalogueContract(setUp));
  describe('its orders', () => ordersContract(setUp));
}
