import * as part0 from '../network.port.js';
import * as part1 from '../network.connection.js';
import * as part2 from '../network.records.js';
import * as part3 from '../network.error.js';
import * as part4 from '../../../../common/money.js';
import * as part5 from './meta.client.js';
export const lawful = [part0, part1, part2, part3, part4, part5];
