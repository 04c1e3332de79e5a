import * as part0 from '../shopify/lawful.js';
export const server = [part0];
