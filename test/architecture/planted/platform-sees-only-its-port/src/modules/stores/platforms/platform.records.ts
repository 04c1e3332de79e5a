export const platformRecords = [];
