export const ensure = [];
