export const platformPort = [];
