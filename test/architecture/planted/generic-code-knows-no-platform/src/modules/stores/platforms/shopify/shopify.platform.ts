export const shopifyPlatform = [];
