import * as part0 from '../social/social.api.js';
export const violation = [part0];
