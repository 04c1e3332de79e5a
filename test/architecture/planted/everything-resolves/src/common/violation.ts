import * as part0 from './missing.js';
export const violation = [part0];
