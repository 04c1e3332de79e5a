import * as part0 from './violation.js';
export const other = [part0];
