import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What Prometheus reads of this process. */
@Injectable()
export class Metrics {
  private readonly requests: Histogram;

  constructor() {
    // Apps that share a process (tests) share prom-client's registry.
    if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics({ register });
    this.requests =
      (register.getSingleMetric('ksap_http_request_seconds') as Histogram | undefined) ??
      new Histogram({
        name: 'ksap_http_request_seconds',
        help: 'Time to answer a request',
        labelNames: ['method', 'route', 'status'],
        buckets: BUCKETS,
      });
  }

  /** Measures every answer of the server, by route pattern (never by address, which has no bound). */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const labels = {
        method: request.method,
        route: request.routeOptions.url ?? 'unmatched',
        status: String(reply.statusCode),
      };
      this.requests.observe(labels, reply.elapsedTime / 1000);
      done();
    });
  }

  /** Prometheus's text format. */
  text(): Promise<string> {
    return register.metrics();
  }

  get contentType(): string {
    return register.contentType;
  }
}
