export const jobsApi = [];
