import * as part0 from 'prettier';
export const violation = [part0];
