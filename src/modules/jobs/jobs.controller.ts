import { Readable } from 'node:stream';
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Unwrapped } from '../../common/http/http.decorators.js';
import { accepted, ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { JobEvents } from './job-events.js';
import type { JobView } from './jobs.api.js';
import { EXAMPLE_JOB, JobAnswerDto, JobDto } from './job.dto.js';
import { JobListQueryDto } from './jobs.dto.js';
import { JobQueries } from './jobs.queries.js';
import { JobsService } from './jobs.service.js';

const JobId = (): ParameterDecorator => Param('job_id', new UuidParameter('job_id'));

@ApiTags('Jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly queries: JobQueries,
    private readonly events: JobEvents,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your jobs',
    data: JobDto,
    list: true,
    example: { items: [EXAMPLE_JOB], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: JobListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Get(':job_id')
  @ApiRoute({ summary: 'Get a job', data: JobDto, example: EXAMPLE_JOB, failures: ['NOT_FOUND'] })
  get(@CurrentCaller() caller: Caller, @JobId() id: string): Promise<JobView> {
    return this.jobs.get(caller.user_id, id);
  }

  @Post(':job_id/cancel')
  @ApiRoute({
    summary: 'Cancel a job',
    description:
      'A waiting job is cancelled at once; a running one stops at its next step, and what it has done stays.',
    data: JobDto,
    message: 'Cancellation requested',
    example: { ...EXAMPLE_JOB, status: 'cancelled' },
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async cancel(@CurrentCaller() caller: Caller, @JobId() id: string): Promise<Reply<JobView>> {
    return ok(await this.jobs.cancel(caller.user_id, id), 'Cancellation requested');
  }

  @Post(':job_id/retry')
  @ApiRoute({
    summary: 'Run a failed or cancelled job again',
    data: JobAnswerDto,
    status: 202,
    message: 'The job waits to run again',
    example: { job: { ...EXAMPLE_JOB, status: 'queued' } },
    failures: ['NOT_FOUND', 'INVALID_STATE', 'CONFLICT'],
    idempotent: true,
  })
  async retry(@CurrentCaller() caller: Caller, @JobId() id: string): Promise<Reply<{ job: JobView }>> {
    const job = await this.jobs.retry(caller.user_id, id);
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'The job waits to run again');
  }

  @Get(':job_id/events')
  @Unwrapped()
  @ApiProduces('text/event-stream')
  @ApiRoute({
    summary: 'Follow a job (Server-Sent Events)',
    description:
      'Events `progress` with the job as data whenever it changes, then one `end`, after which the stream closes.',
    data: JobDto,
    example: EXAMPLE_JOB,
    failures: ['NOT_FOUND'],
  })
  async follow(
    @CurrentCaller() caller: Caller,
    @JobId() id: string,
    @Req() request: FastifyRequest,
    @Res() response: FastifyReply,
  ): Promise<void> {
    const job = await this.jobs.get(caller.user_id, id);
    const hangUp = new AbortController();
    request.raw.on('close', () => hangUp.abort());
    response.raw.on('close', () => hangUp.abort());
    const stream = Readable.from(this.events.stream(caller.user_id, job.id, hangUp.signal), { objectMode: true });
    await response
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream);
  }
}
