import type { PlatformUnderTest } from '../../src/modules/stores/platforms/platform.contract.js';
import { shopDetail, type ShopPlatform } from '../stores/shops.js';
import type { TestSandbox } from '../support/sandbox.js';

/** The parts of a platform under test that its sandbox alone decides. */
export function shopInSandbox(
  sandbox: TestSandbox,
  platform: ShopPlatform,
): Pick<PlatformUnderTest, 'expected' | 'fault' | 'clearFaults' | 'changeOrder'> {
  return {
    expected: async () => {
      const detail = await shopDetail(sandbox, platform);
      return { orders: detail.order_ids.map(String), products: detail.product_ids.map(String) };
    },
    fault: (kind, rate, count) =>
      sandbox.fault({ provider: platform, kind, rate, ...(count !== undefined && { count }) }),
    clearFaults: () => sandbox.clearFaults(),
    changeOrder: async () => {
      const orderId = String((await shopDetail(sandbox, platform)).order_ids[3]);
      await sandbox.event(platform, 'order_updated', { order_id: orderId });
      return orderId;
    },
  };
}
