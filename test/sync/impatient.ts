import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import type { OutboundRequest } from '../../src/common/outbound/outbound.types.js';
import type { TestApp } from '../support/app.js';

/** From now on the process waits for answers of shops only so long: tests of silence need not last half a minute. */
export function makeImpatient(app: TestApp, milliseconds: number): void {
  const client = app.nest.get(OutboundClient);
  const hurried = (request: OutboundRequest): OutboundRequest => ({ ...request, headers_timeout_ms: milliseconds });
  const { request, stream } = client;
  client.request = (call) => request.call(client, hurried(call));
  client.stream = (call) => stream.call(client, hurried(call));
}
