import * as part0 from './money.spec.js';
export const violation = [part0];
