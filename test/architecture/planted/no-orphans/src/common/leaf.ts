export const leaf = [];
