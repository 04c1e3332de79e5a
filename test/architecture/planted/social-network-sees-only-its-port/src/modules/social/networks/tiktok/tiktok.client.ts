export const tiktokClient = [];
