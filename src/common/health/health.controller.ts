import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, RateLimited, Unwrapped } from '../http/http.decorators.js';
import { Health } from './health.js';

const LIVE_EXAMPLE = { status: 'ok' };
const READY_EXAMPLE = {
  status: 'ok',
  checks: { database: { status: 'ok' }, queue: { status: 'ok' }, worker: { status: 'ok' } },
};
const FAILED_EXAMPLE = {
  status: 'failed',
  checks: {
    database: { status: 'ok' },
    worker: { status: 'failed', faults: ['the worker of the sync lane has stopped'] },
  },
};

const answer = (example: object): object => ({ schema: { type: 'object', example } });

@ApiTags('Health')
@Public()
@Unwrapped()
@RateLimited('unlimited')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process turns' })
  @ApiResponse({ status: 200, description: 'It does', ...answer(LIVE_EXAMPLE) })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether it can do its work',
    description: 'Database, queue and, in a worker, that its workers consume.',
  })
  @ApiResponse({ status: 200, description: 'It can', ...answer(READY_EXAMPLE) })
  @ApiResponse({ status: 503, description: 'It cannot, and why', ...answer(FAILED_EXAMPLE) })
  async ready(@Res() response: FastifyReply): Promise<void> {
    const readiness = await this.health.readiness();
    await response.status(readiness.status === 'ok' ? 200 : 503).send(readiness);
  }
}
