export const networkPort = [];
