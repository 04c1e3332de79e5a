export const orderRepository = [];
