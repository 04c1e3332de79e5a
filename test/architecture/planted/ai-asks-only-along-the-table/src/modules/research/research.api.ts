export const researchApi = [];
