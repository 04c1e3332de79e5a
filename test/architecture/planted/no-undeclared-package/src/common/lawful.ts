import * as part0 from 'pino';
export const lawful = [part0];
