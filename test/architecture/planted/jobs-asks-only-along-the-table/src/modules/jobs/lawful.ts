export const lawful = [];
