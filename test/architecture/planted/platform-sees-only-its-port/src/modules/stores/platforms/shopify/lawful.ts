import * as part0 from '../platform.port.js';
import * as part1 from '../platform.records.js';
import * as part2 from '../../../../common/money.js';
import * as part3 from './client.js';
export const lawful = [part0, part1, part2, part3];
