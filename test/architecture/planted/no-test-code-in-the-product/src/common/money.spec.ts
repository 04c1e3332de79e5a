import * as part0 from './money.js';
export const moneySpec = [part0];
