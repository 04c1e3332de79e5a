import * as part0 from '../woocommerce/client.js';
export const violation = [part0];
