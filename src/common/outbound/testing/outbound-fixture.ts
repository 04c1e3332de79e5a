import { Logger } from '@nestjs/common';

import { OutboundClient } from '../outbound-client.js';
import { OutboundOptions } from '../outbound-options.js';
import type { OutboundRequest } from '../outbound.types.js';
import { ProviderError } from '../provider-error.js';
import { MisbehavingServer, type Behaviour } from './misbehaving-server.js';

Logger.overrideLogger(false);

/** A client that may call loopback, and two servers there. */
export class OutboundFixture {
  readonly server = new MisbehavingServer();
  readonly other = new MisbehavingServer();
  readonly client = new OutboundClient(
    new OutboundOptions({ allow_private_targets: ['127.0.0.1'], user_agent: 'KSAP/1.2.3', retry_base_ms: 10 }),
  );

  async start(): Promise<void> {
    await Promise.all([this.server.start(), this.other.start()]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.server.stop(), this.other.stop(), this.client.close()]);
  }

  readonly get = (path = '/', more: Partial<OutboundRequest> = {}): OutboundRequest => ({
    provider: 'test',
    method: 'GET',
    url: this.server.url + path,
    ...more,
  });

  readonly post = (more: Partial<OutboundRequest> = {}): OutboundRequest => ({
    provider: 'test',
    method: 'POST',
    url: `${this.server.url}/write`,
    body: '{"a":1}',
    ...more,
  });
}

/** The ProviderError that the work fails with; anything else is thrown on. */
export async function faultOf(work: Promise<unknown>): Promise<ProviderError> {
  const thrown: unknown = await work.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );
  if (thrown instanceof ProviderError) return thrown;
  throw thrown;
}

/** Half of the announced body, then a reset. */
export const half: Behaviour = (response, _received, request) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('x'.repeat(500), () => request.socket.resetAndDestroy());
};
