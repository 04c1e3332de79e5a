export const metaClient = [];
