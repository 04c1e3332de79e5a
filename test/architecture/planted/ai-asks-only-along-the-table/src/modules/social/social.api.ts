export const socialApi = [];
