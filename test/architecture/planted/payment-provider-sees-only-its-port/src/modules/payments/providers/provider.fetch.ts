export const providerFetch = [];
