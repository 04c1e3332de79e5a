import * as part0 from '../provider.port.js';
import * as part1 from '../provider.records.js';
import * as part2 from '../provider.fetch.js';
import * as part3 from '../../../../common/money.js';
import * as part4 from './stripe.client.js';
export const lawful = [part0, part1, part2, part3, part4];
