export const productsEvents = [];
