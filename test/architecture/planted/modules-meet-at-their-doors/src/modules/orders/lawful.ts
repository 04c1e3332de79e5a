import * as part0 from '../products/products.api.js';
import * as part1 from '../products/products.events.js';
import * as part2 from './order.repository.js';
export const lawful = [part0, part1, part2];
