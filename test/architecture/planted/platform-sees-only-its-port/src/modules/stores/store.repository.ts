export const storeRepository = [];
