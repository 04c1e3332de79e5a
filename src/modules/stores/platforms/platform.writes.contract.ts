import { catalogueContract } from './platform.catalogue.contract.js';
import { censusContract } from './platform.census.contract.js';
import type { PlatformUnderTest } from './platform.contract.js';
import { ordersContract } from './platform.orders.contract.js';

/**
 * The suite of writes that every platform passes, on the sandbox, over real sockets: what a platform says it has no
 * capability for is passed over. Needs a shop of its own (it changes it) with some hundred orders.
 */
export function platformWritesContract(setUp: () => Promise<PlatformUnderTest>): void {
  describe('counted', () => censusContract(setUp));
  describe('its products', () => catalogueContract(setUp));
  describe('its orders', () => ordersContract(setUp));
}
