export const stripeClient = [];
