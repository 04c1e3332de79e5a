import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { toAppError } from './app-error-of.js';
import { errorBody } from './envelope.js';

/** Turns whatever was thrown into the error envelope. What nobody foresaw is logged whole and shown as INTERNAL. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const response = host.switchToHttp().getResponse<FastifyReply>();
    const error = toAppError(exception);
    if (error.status >= 500 && !(exception instanceof HttpException)) {
      this.logger.error({ err: exception, method: request.method, route: request.routeOptions.url }, error.message);
    }
    if (response.sent || response.raw.headersSent) {
      response.raw.destroy();
      return;
    }
    void response
      .status(error.status)
      .headers(error.headers)
      .header('content-type', 'application/json; charset=utf-8')
      .send(errorBody(error, request.id));
  }
}
