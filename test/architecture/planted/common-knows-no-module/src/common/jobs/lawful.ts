import * as part0 from '../clock.js';
export const lawful = [part0];
