import * as part0 from './random.js';
export const lawful = [part0];
