import * as part0 from './modules/orders/orders.module.js';
export const app = [part0];
