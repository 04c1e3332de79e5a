import type {
  ExpectedBooks,
  ProviderUnderTest,
} from '../../../src/modules/payments/providers/provider.rig.contract.js';
import type { ProviderKey } from '../../../src/modules/payments/providers/provider.connection.js';
import type { TestSandbox } from '../../support/sandbox.js';

interface Detail {
  shops: { writes?: Record<string, number> }[];
}

/** The parts of a provider under test that its sandbox alone decides. */
export function accountInSandbox(
  sandbox: TestSandbox,
  provider: ProviderKey,
): Pick<ProviderUnderTest, 'books' | 'fault' | 'clearFaults' | 'event' | 'refundsMade'> {
  return {
    books: async () =>
      (await sandbox.http.request('GET', `/_sandbox/ledger?provider=${provider}`)).body as ExpectedBooks,
    fault: (fault) => sandbox.fault({ provider, ...fault }),
    clearFaults: () => sandbox.clearFaults(),
    event: (type, payload) => sandbox.event(provider, type, payload),
    refundsMade: async () => {
      const state = (await sandbox.http.request('GET', '/_sandbox/state?detail=true')).body as Record<string, Detail>;
      return state[provider]?.shops.reduce((all, { writes }) => all + (writes?.refunds ?? 0), 0) ?? 0;
    },
  };
}
