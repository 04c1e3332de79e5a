export const rates = [];
