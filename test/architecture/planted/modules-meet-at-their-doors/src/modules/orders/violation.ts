import * as part0 from '../products/product.repository.js';
export const violation = [part0];
