export const usersApi = [];
