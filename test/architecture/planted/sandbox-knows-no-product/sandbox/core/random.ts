export const random = [];
