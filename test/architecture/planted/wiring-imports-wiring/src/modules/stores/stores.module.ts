export const storesModule = [];
