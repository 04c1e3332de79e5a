export const accountRecord = [];
