import type { ProviderSettings } from '../../../common/config/provider-settings.js';
import type { PaymentProvider } from './provider.port.js';

/** The payment providers that can be connected. A new one adds its folder and its line here. */
export function createPaymentProviders(_settings: ProviderSettings): PaymentProvider[] {
  return [];
}
