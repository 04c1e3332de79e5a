export const money = [];
