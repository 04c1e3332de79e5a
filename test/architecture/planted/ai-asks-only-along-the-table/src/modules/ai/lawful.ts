import * as part0 from '../research/research.api.js';
import * as part1 from '../jobs/jobs.api.js';
export const lawful = [part0, part1];
