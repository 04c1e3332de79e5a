import * as part0 from 'prettier';
export const lawfulSpec = [part0];
