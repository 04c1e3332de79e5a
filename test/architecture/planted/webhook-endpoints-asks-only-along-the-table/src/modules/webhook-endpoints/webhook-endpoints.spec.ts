import * as part0 from './violation.js';
import * as part1 from './lawful.js';
export const webhookEndpointsSpec = [part0, part1];
