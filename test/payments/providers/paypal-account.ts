import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ProviderDelivery } from '../../../src/modules/payments/providers/provider.port.js';
import { until } from '../../support/until.js';

export const CREDENTIALS = {
  client_id: 'sandbox-paypal-client',
  client_secret: 'sandbox-paypal-secret',
  environment: 'sandbox',
};
export const READ_ONLY = {
  client_id: 'sandbox-paypal-readonly',
  client_secret: 'sandbox-paypal-readonly-secret',
  environment: 'sandbox',
};
export const PLAIN = {
  client_id: 'sandbox-paypal-plain',
  client_secret: 'sandbox-paypal-plain-secret',
  environment: 'sandbox',
};

/** An address that takes deliveries and keeps them. */
export interface Receiver {
  url: string;
  deliveries: ProviderDelivery[];
  /** The first one that fits, when it has come. */
  next(fits?: (text: string) => boolean): Promise<ProviderDelivery>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: ProviderDelivery[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      deliveries.push({ headers, raw_body: Buffer.concat(chunks) });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/paypal`,
    deliveries,
    next: async (fits = () => true) => {
      const found = await until('a delivery came', () =>
        deliveries.find(({ raw_body }) => fits(Buffer.from(raw_body).toString('utf8'))),
      );
      if (found === undefined) throw new Error('no delivery');
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
