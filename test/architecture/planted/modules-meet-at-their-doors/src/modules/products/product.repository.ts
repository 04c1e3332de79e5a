export const productRepository = [];
