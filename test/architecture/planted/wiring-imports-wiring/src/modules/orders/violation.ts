import * as part0 from '../stores/stores.module.js';
export const violation = [part0];
