import * as part0 from '../../sandbox/core/server.js';
export const violation = [part0];
