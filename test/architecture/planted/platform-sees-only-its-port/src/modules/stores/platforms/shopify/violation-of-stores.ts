import * as part0 from '../../store.repository.js';
export const violationOfStores = [part0];
