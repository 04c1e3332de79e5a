import * as part0 from '../products/products.api.js';
import * as part1 from '../products/products.events.js';
import * as part2 from '../stores/platforms/platform.port.js';
import * as part3 from './order.repository.js';
export const lawful = [part0, part1, part2, part3];
