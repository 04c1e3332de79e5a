import { ApiProperty } from '@nestjs/swagger';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export class JobProgressDto {
  @ApiProperty({ example: 1250 })
  done!: number;

  @ApiProperty({ type: Number, nullable: true, example: 2000 })
  total!: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'orders' })
  unit!: string | null;
}

export class JobErrorDto {
  @ApiProperty({ example: 'PROVIDER_UNAVAILABLE' })
  code!: string;

  @ApiProperty({ example: 'The shop did not answer' })
  message!: string;
}

export class JobDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'stores.sync' })
  type!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  store_id!: string | null;

  @ApiProperty({ enum: JOB_STATUSES })
  status!: JobStatus;

  @ApiProperty({ type: JobProgressDto })
  progress!: JobProgressDto;

  @ApiProperty({ type: Object, nullable: true, description: 'What came of it, when it has succeeded' })
  result!: object | null;

  @ApiProperty({ type: JobErrorDto, nullable: true, description: 'The last fault; while queued: why it waits' })
  error!: JobErrorDto | null;

  @ApiProperty({ example: 1 })
  attempts!: number;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finished_at!: string | null;
}

/** `{ job }`, as 202 answers bear it. */
export class JobAnswerDto {
  @ApiProperty({ type: JobDto })
  job!: JobDto;
}

/** Of a change whose outcome was not heard. */
export const EXAMPLE_SETTLE_JOB = {
  id: '019aa5c0-7b20-7cc2-9d2b-1f0f4c1f7a11',
  type: 'stores.settle_change',
  store_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  status: 'queued',
  progress: { done: 0, total: null, unit: null },
  result: null,
  error: null,
  attempts: 0,
  created_at: '2026-11-22T10:30:00.000Z',
  started_at: null,
  finished_at: null,
};

export const EXAMPLE_JOB = {
  id: '019aa5c0-6f0e-7cc2-9d2b-1f0f4c1f7a10',
  type: 'stores.sync',
  store_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  status: 'running',
  progress: { done: 1250, total: 2000, unit: 'orders' },
  result: null,
  error: null,
  attempts: 1,
  created_at: '2026-11-22T10:30:00.000Z',
  started_at: '2026-11-22T10:30:00.120Z',
  finished_at: null,
};
