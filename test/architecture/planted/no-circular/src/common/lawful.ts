import * as part0 from './leaf.js';
export const lawful = [part0];
