import type { ProviderSettings } from '../../../common/config/provider-settings.js';
import type { PaymentProvider } from './provider.port.js';
import { PaypalProvider } from './paypal/paypal.provider.js';
import { SquareProvider } from './square/square.provider.js';
import { StripeProvider } from './stripe/stripe.provider.js';

/** The payment providers that can be connected. A new one adds its folder and its line here. */
export function createPaymentProviders(settings: ProviderSettings): PaymentProvider[] {
  return [
    new StripeProvider({ api_url: settings.stripe_api_url }),
    new PaypalProvider({ api_url: settings.paypal_api_url }),
    new SquareProvider(settings.square_api_url),
  ];
}
