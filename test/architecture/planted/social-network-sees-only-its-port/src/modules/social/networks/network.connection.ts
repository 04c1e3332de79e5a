export const networkConnection = [];
