export const violation = [];
