export const storesEvents = [];
