export const productsApi = [];
