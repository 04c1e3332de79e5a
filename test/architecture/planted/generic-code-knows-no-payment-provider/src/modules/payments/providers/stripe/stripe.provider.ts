export const stripeProvider = [];
