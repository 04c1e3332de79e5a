import * as part0 from '../products/products.api.js';
export const violation = [part0];
