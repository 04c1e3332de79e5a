import * as part0 from './there.js';
export const lawful = [part0];
