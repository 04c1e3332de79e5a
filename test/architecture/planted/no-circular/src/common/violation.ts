import * as part0 from './other.js';
export const violation = [part0];
