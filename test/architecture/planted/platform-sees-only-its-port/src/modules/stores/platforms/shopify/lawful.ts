import * as part0 from '../platform.port.js';
import * as part1 from '../../../../common/money.js';
import * as part2 from './client.js';
export const lawful = [part0, part1, part2];
