import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** The framework's own account of its start: one line per module and per route. */
const CHATTER = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Lets Nest, and everything that logs through Nest's `Logger`, write into the process's log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest hands over `(message, ...extras, context)`, and for errors `(message, stack, context)`. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const texts = rest.filter((one) => typeof one === 'string');
    const isStack = (text: string) => /\n\s+at /.test(text);
    const context = texts.filter((text) => !isStack(text)).at(-1);
    const stack = texts.find(isStack);
    const extras = rest.filter((one) => one !== undefined && one !== context && one !== stack);
    const fields: Record<string, unknown> = { context, stack };
    if (extras.length > 0) fields.extras = extras;
    const quiet = level === 'info' && context !== undefined && CHATTER.has(context) ? 'debug' : level;
    if (message instanceof Error) this.logger[quiet]({ ...fields, err: message }, message.message);
    else if (typeof message === 'string') this.logger[quiet](fields, message);
    else this.logger[quiet]({ ...fields, data: message });
  }
}
