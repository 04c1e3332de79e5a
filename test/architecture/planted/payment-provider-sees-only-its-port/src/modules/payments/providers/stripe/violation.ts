import * as part0 from '../square/square.client.js';
export const violation = [part0];
