export const ordersEvents = [];
