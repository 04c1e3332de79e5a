import * as part0 from '../src/common/lawful.js';
import * as part1 from '../src/common/violation.js';
export const openapi = [part0, part1];
