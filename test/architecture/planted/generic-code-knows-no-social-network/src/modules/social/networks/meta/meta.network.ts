export const metaNetwork = [];
