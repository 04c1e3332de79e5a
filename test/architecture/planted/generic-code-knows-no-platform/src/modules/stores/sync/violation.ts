import * as part0 from '../platforms/shopify/shopify.platform.js';
export const violation = [part0];
