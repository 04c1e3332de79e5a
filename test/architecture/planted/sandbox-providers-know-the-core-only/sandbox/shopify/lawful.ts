import * as part0 from '../core/random.js';
import * as part1 from './shop.js';
export const lawful = [part0, part1];
