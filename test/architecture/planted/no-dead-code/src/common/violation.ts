import * as part0 from './lawful.js';
export const violation = [part0];
