import * as part0 from '../orders/orders.api.js';
import * as part1 from '../jobs/jobs.api.js';
import * as part2 from '../stores/stores.events.js';
export const lawful = [part0, part1, part2];
