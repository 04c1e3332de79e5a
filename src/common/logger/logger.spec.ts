import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import type { LogLevel } from '../config/config.js';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { runWithContext } from './request-context.js';

describe('createLogger', () => {
  let lines: Record<string, unknown>[];

  beforeEach(() => {
    lines = [];
  });

  function logger(level: LogLevel = 'debug'): Logger {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    return createLogger({ log_level: level, role: 'all' }, stream);
  }

  it('writes one JSON line with the time, the level by name and the role', () => {
    logger().info({ orders: 3 }, 'Synced');

    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', role: 'all', msg: 'Synced', orders: 3, pid: process.pid }),
    ]);
    expect(lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('leaves out what is below the level', () => {
    logger('warn').info('too much');

    expect(lines).toEqual([]);
  });

  it('puts the ids of the running work into every line, also after a pause', async () => {
    const log = logger();

    await runWithContext({ request_id: 'req_1', user_id: 'u1', job_id: 'j1' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.info('inside');
    });
    log.info('outside');

    expect(lines[0]).toMatchObject({ request_id: 'req_1', user_id: 'u1', job_id: 'j1' });
    expect(lines[1]).not.toHaveProperty('request_id');
  });

  it.each([
    ['a header', { headers: { authorization: 'Bearer hunter2', cookie: 'a=hunter2' } }],
    ['a body', { body: { email: 'a@b.c', password: 'hunter2', new_password: 'hunter2' } }],
    ['a deep field', { a: { b: { c: [{ api_credentials: { access_token: 'hunter2' } }] } } }],
    ['a camelCase field', { accessToken: 'hunter2', clientSecret: 'hunter2', consumer_key: 'hunter2' }],
    ['an address', { database_url: 'postgres://ksap:hunter2@db/ksap' }],
    ['an address in a text', { reason: 'cannot reach redis://:hunter2@cache:6379' }],
    ['bytes', { raw: Buffer.from('hunter2') }],
    ['an error', { err: new Error('cannot reach postgres://ksap:hunter2@db/ksap') }],
    ['an error with a statement', { err: Object.assign(new Error('no'), { parameters: ['hunter2'], query: 'x' }) }],
    ['the cause of an error', { err: new Error('no', { cause: new Error('smtp://me:hunter2@mail') }) }],
  ])('masks a secret in %s', (_where, fields) => {
    logger().error(fields, 'x');

    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(JSON.stringify(lines)).not.toContain(Buffer.from('hunter2').toString('base64'));
  });

  it('shows flags and counts whose name sounds secret', () => {
    logger().info({ has_credentials: true, token_version: 4 }, 'x');

    expect(lines[0]).toMatchObject({ has_credentials: true, token_version: 4 });
  });

  it('tells what an error is, where it comes from and what caused it', () => {
    logger().error({ err: Object.assign(new TypeError('wrong'), { code: '23505' }) }, 'failed');
    logger().error(new Error('outer', { cause: new Error('inner') }));

    expect(lines[0]?.err).toMatchObject({ type: 'TypeError', message: 'wrong', code: '23505' });
    expect((lines[0]?.err as { stack: string }).stack).toContain('logger.spec');
    expect(lines[1]).toMatchObject({ msg: 'outer', err: { message: 'outer', cause: { message: 'inner' } } });
  });

  it('survives a value that refers to itself', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;

    logger().info({ loop }, 'x');

    expect(lines[0]).toMatchObject({ loop: { name: 'loop' } });
  });

  describe('as the logger of Nest', () => {
    it('keeps the context and takes the last text for it', () => {
      new NestLogger(logger()).warn('careful', { orders: 2 }, 'Sync');

      expect(lines[0]).toMatchObject({ level: 'warn', msg: 'careful', context: 'Sync', extras: [{ orders: 2 }] });
    });

    it('tells a stack from a context', () => {
      const { stack } = new Error('x');
      new NestLogger(logger()).error('broken', stack, 'Sync');

      expect(lines[0]).toMatchObject({ level: 'error', msg: 'broken', context: 'Sync', stack });
    });

    it('takes an error itself for the message', () => {
      new NestLogger(logger()).error(new Error('broken'));

      expect(lines[0]).toMatchObject({ msg: 'broken', err: { type: 'Error' } });
    });

    it("keeps the framework's account of its start for those who debug", () => {
      new NestLogger(logger('info')).log('Mapped {/api/v1/stores, GET} route', 'RouterExplorer');
      new NestLogger(logger('info')).log('Imported', 'Sync');

      expect(lines.map((line) => line.msg)).toEqual(['Imported']);
    });
  });
});
