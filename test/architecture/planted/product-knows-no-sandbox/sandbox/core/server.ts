export const server = [];
