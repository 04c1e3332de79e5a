import * as part0 from '../../scripts/ensure.js';
export const violation = [part0];
