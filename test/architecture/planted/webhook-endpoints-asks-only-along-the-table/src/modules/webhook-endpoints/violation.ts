import * as part0 from '../stores/stores.api.js';
export const violation = [part0];
