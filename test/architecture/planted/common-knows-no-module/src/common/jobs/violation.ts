import * as part0 from '../../modules/orders/orders.api.js';
export const violation = [part0];
