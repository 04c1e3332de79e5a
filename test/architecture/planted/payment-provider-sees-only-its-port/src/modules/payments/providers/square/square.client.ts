export const squareClient = [];
