import * as part0 from '../woocommerce/orders.js';
export const violation = [part0];
