import { createPostgresBackend, setDefaultBackendFactory, type ConnectionOptions } from 'bullmq';

/** Where a job waits: long reads of shops never stand in the way of short work. */
export const LANES = ['sync', 'work'] as const;
export type Lane = (typeof LANES)[number];

/** BullMQ's queue name of a lane. */
export const queueName = (lane: Lane): string => `ksap-${lane}`;

const POSTGRES_POOL = 2;

/**
 * BullMQ's connection: Redis when there is one, else BullMQ's own Postgres backend in the product's database
 * (schema `bullmq`, made on first use). The backend is process-wide and must be set before any queue is made.
 */
export function queueConnection(urls: { redis_url: string | null; database_url: string }): ConnectionOptions {
  if (urls.redis_url !== null) {
    setDefaultBackendFactory();
    return { url: urls.redis_url, maxRetriesPerRequest: null };
  }
  setDefaultBackendFactory(createPostgresBackend);
  const postgres = { connectionString: urls.database_url, migrate: true, max: POSTGRES_POOL, keepAlive: true };
  return postgres;
}
