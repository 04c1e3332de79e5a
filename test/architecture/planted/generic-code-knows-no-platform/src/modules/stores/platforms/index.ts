import * as part0 from './shopify/shopify.platform.js';
export const index = [part0];
