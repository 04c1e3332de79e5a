import * as part0 from '../tiktok/tiktok.client.js';
export const violation = [part0];
