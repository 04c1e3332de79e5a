import * as part0 from '../../accounts/account-record.js';
export const violationOfSocial = [part0];
