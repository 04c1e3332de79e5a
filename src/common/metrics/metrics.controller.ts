import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { Public, RateLimited, Unwrapped } from '../http/http.decorators.js';
import { equalText } from '../security/signature.js';
import { Backlog } from './backlog.js';
import { Metrics } from './metrics.js';

@ApiExcludeController()
@Public()
@Unwrapped()
@RateLimited('unlimited')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly backlog: Backlog,
    private readonly config: Config,
  ) {}

  @Get()
  async read(
    @Headers('authorization') authorization: string | undefined,
    @Res() response: FastifyReply,
  ): Promise<void> {
    const token = this.config.metrics_token;
    if (token !== null && !equalText(`Bearer ${token}`, authorization ?? '')) {
      throw new AppError('UNAUTHENTICATED', 'Send the metrics token: Authorization: Bearer …');
    }
    await this.backlog.refresh();
    await response.header('content-type', this.metrics.contentType).send(await this.metrics.text());
  }
}
