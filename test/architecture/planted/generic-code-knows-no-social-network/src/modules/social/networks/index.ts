import * as part0 from './meta/meta.network.js';
export const index = [part0];
