import * as part0 from '../ai/ai.api.js';
import * as part1 from '../jobs/jobs.api.js';
import * as part2 from '../stores/stores.api.js';
import * as part3 from '../proxies/proxies.api.js';
export const lawful = [part0, part1, part2, part3];
