import * as part0 from '../orders/orders.api.js';
export const violation = [part0];
