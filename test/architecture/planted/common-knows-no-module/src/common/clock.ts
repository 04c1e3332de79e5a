export const clock = [];
