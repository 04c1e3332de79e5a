import * as part0 from '../proxies/proxies.api.js';
export const violation = [part0];
