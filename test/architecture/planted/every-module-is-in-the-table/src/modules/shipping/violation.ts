import * as part0 from './rates.js';
export const violation = [part0];
