export const providerPort = [];
