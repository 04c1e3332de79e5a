export const networkRecords = [];
