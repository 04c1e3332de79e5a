import * as part0 from './lawful.js';
export const lawfulSpec = [part0];
