import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { JobTimes } from '../../src/modules/jobs/job-times.js';
import { PaymentProviders } from '../../src/modules/payments/providers/providers.js';
import { ProcessorConnections } from '../../src/modules/payments/processor-connections.js';
import { RefundTimes } from '../../src/modules/payments/refunds/refund-times.js';
import { AccountConnections } from '../../src/modules/social/accounts/account-connections.js';
import { SocialNetworks } from '../../src/modules/social/networks/networks.js';
import { PublishTimes } from '../../src/modules/social/publishing/publish-times.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import { Platforms } from '../../src/modules/stores/platforms/platforms.js';
import { StoreConnections } from '../../src/modules/stores/store-connections.js';

/** How soon it is looked at what was not heard. */
export const LOOK_AGAIN_MS = 100;
/** A rest that an adapter takes between its calls. A longer one is a job's: it is put back for it, and stays so. */
const SHORT_MS = 5_000;
const NO_LIMIT = { capacity: 10_000, restore_per_second: 10_000 };

/**
 * What only waits, waits less. The product calls services as slowly as it knows them to want it, and rests before it tries
 * again; the sandbox does not mind. That it does so is what rate-budget.spec.ts, outbound-client.spec.ts, job-times.spec.ts
 * and the contracts of the platforms are about.
 */
export function hurried(app: NestFastifyApplication): void {
  for (const registry of [PaymentProviders, Platforms, SocialNetworks]) {
    for (const service of app.get<PaymentProviders | Platforms | SocialNetworks>(registry, { strict: false }).all) {
      Object.assign(service, { initial_budget: NO_LIMIT });
    }
  }
  Object.assign(app.get(OutboundOptions, { strict: false }), { retry_base_ms: 50 });
  Object.assign(app.get(JobTimes, { strict: false }), { backoff_first_ms: 250 });
  for (const times of [ChangeTimes, RefundTimes]) {
    Object.assign(app.get<ChangeTimes | RefundTimes>(times, { strict: false }), { look_again_ms: LOOK_AGAIN_MS });
  }
  Object.assign(app.get(PublishTimes, { strict: false }), { settle_ms: LOOK_AGAIN_MS, look_again_ms: 50 });
  const stores = app.get(StoreConnections, { strict: false });
  const storeWith = stores.with.bind(stores);
  stores.with = (...given) => rested(storeWith(...given));
  const processors = app.get(ProcessorConnections, { strict: false });
  const processorWith = processors.with.bind(processors);
  processors.with = (...given) => rested(processorWith(...given));
  const accounts = app.get(AccountConnections, { strict: false });
  const accountWith = accounts.with.bind(accounts);
  accounts.with = async (...given) => rested(await accountWith(...given));
}

function rested<C extends { pause(ms: number): Promise<void> }>(connection: C): C {
  return { ...connection, pause: (ms: number) => connection.pause(ms > SHORT_MS ? ms : ms / 20) };
}
