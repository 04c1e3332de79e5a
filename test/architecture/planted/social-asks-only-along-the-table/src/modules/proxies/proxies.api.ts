export const proxiesApi = [];
