export const storesApi = [];
