import * as part0 from '../users/users.api.js';
export const violation = [part0];
