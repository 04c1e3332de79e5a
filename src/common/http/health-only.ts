import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error.js';

const SERVED = /^\/(health\/(live|ready)|metrics)\/?(\?|$)/;

/** For a process that works and does not serve: whoever asks it for more than health and metrics is at the wrong door. */
export function serveHealthOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (SERVED.test(request.url)) done();
    else done(new AppError('NOT_FOUND', 'This process is a worker: it serves health and metrics, not the API'));
  });
}
