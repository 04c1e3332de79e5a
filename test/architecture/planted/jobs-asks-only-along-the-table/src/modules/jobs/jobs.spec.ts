import * as part0 from './violation.js';
import * as part1 from './lawful.js';
export const jobsSpec = [part0, part1];
