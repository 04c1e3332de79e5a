import * as part0 from './stripe/stripe.provider.js';
export const index = [part0];
