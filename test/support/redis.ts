import { Redis } from 'ioredis';

/**
 * Address of an empty Redis database for one suite, when the run has a Redis (KSAP_TEST_REDIS_URL); else null, and
 * the app under test keeps its queue on Postgres. Suites that run side by side get different databases.
 */
export async function freshRedis(): Promise<string | null> {
  const base = process.env.KSAP_TEST_REDIS_URL;
  if (!base) return null;
  const url = new URL(base);
  url.pathname = '/0';
  const redis = new Redis(url.toString());
  try {
    const [, databases] = (await redis.config('GET', 'databases')) as [string, string];
    const taken = await redis.incr('ksap-test:databases');
    const number = 1 + (taken % (Number(databases) - 1));
    await redis.select(number);
    await redis.flushdb();
    url.pathname = `/${number}`;
    return url.toString();
  } finally {
    await redis.quit();
  }
}
