import * as part0 from '../jobs/jobs.api.js';
export const violation = [part0];
