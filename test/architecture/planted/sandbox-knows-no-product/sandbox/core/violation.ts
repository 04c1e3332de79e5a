import * as part0 from '../../src/common/money.js';
export const violation = [part0];
