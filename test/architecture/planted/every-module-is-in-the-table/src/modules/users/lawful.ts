import * as part0 from './names.js';
export const lawful = [part0];
