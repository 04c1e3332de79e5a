import * as part0 from '../stores/stores.api.js';
import * as part1 from '../jobs/jobs.api.js';
import * as part2 from '../users/users.api.js';
export const lawful = [part0, part1, part2];
