export const ordersApi = [];
