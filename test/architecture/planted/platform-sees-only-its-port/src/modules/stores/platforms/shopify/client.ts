export const client = [];
