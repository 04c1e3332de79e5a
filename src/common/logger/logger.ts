import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../config/config.js';
import { presentable } from './presentable.js';
import { currentContext } from './request-context.js';

/**
 * The process's logger: JSON lines on standard output, each with the ids of the work that it belongs to
 * (`request_id`, `user_id`, `job_id`) and with secrets masked at any depth, see {@link presentable}.
 *
 * @param destination elsewhere than standard output, for tests
 */
export function createLogger(config: Pick<Config, 'log_level' | 'role'>, destination?: DestinationStream): Logger {
  const options = {
    level: config.log_level,
    base: { pid: process.pid, role: config.role },
    timestamp: stdTimeFunctions.isoTime,
    mixin: () => {
      const { request_id, user_id, job_id } = currentContext() ?? {};
      return { request_id, user_id, job_id };
    },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => presentable(fields) as Record<string, unknown>,
    },
    // Already made presentable: pino's own would put back what was left out.
    serializers: { err: (error: unknown) => error },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
