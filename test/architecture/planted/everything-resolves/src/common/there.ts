export const there = [];
