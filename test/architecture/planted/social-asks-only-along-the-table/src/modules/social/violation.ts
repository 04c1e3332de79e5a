import * as part0 from '../orders/orders.api.js';
import * as part1 from '../users/users.api.js';
export const violation = [part0, part1];
