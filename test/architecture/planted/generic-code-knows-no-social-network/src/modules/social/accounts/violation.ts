import * as part0 from '../networks/meta/meta.network.js';
export const violation = [part0];
