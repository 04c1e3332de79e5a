export const providerRecords = [];
