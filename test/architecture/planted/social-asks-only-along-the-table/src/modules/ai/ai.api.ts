export const aiApi = [];
