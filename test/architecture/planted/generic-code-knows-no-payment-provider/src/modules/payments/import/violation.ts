import * as part0 from '../providers/stripe/stripe.provider.js';
export const violation = [part0];
