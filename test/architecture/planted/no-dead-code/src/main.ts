import * as part0 from './common/lawful.js';
export const main = [part0];
