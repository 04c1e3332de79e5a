export const paymentSink = [];
