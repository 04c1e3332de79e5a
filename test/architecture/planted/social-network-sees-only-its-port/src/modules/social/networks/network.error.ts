export const networkError = [];
