import * as part0 from '../../payment-sink.js';
export const violationOfPayments = [part0];
