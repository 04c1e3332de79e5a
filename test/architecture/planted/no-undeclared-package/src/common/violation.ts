import * as part0 from 'semver';
export const violation = [part0];
