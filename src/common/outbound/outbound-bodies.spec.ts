import { createServer, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { answers } from './testing/misbehaving-server.js';
import { faultOf, half, OutboundFixture } from './testing/outbound-fixture.js';

const fixture = new OutboundFixture();
const { client, get, server } = fixture;

beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

describe('OutboundClient', () => {
  describe('bodies', () => {
    const text = JSON.stringify({ text: 'käse '.repeat(1000) });

    it.each([
      ['gzip', gzipSync(text)],
      ['x-gzip', gzipSync(text)],
      ['br', brotliCompressSync(text)],
      ['deflate', deflateSync(text)],
      ['deflate', deflateRawSync(text)],
      ['gzip, br', brotliCompressSync(gzipSync(text))],
      ['identity', Buffer.from(text)],
    ])('reads %s (case %#)', async (encoding, body) => {
      server.does(answers(200, body, { 'content-encoding': encoding }));
      const answer = await client.request(get());
      expect(answer.text()).toBe(text);
      expect(server.received[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
    });

    it('reads an answer without a body, whatever its headers say of it', async () => {
      server.does(answers(200, '', { 'content-encoding': 'gzip' }));
      expect((await client.request(get('/', { method: 'HEAD' }))).bytes).toHaveLength(0);
      server.does(answers(204, '', { 'content-encoding': 'gzip' }));
      expect((await client.request(get())).bytes).toHaveLength(0);
    });

    it.each([
      ['a broken gzip', 'gzip', Buffer.from('not gzip at all')],
      ['a cut gzip', 'gzip', gzipSync(text).subarray(0, 40)],
      ['a broken brotli', 'br', Buffer.from('not brotli at all, not at all')],
      ['an unknown encoding', 'zstd', Buffer.from('x')],
    ])('calls %s a bad answer', async (_name, encoding, body) => {
      server.does(answers(200, body, { 'content-encoding': encoding }));
      expect((await faultOf(client.request(get()))).fault).toBe('bad_answer');
    });

    it('stops reading past max_bytes', async () => {
      server.does(answers(200, 'x'.repeat(1001)));
      expect((await faultOf(client.request(get('/', { max_bytes: 1000 })))).fault).toBe('bad_answer');
      expect((await client.request(get('/', { max_bytes: 1001 }))).bytes).toHaveLength(1001);
    });

    it('does not inflate a bomb', async () => {
      const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
      server.does(answers(200, bomb, { 'content-encoding': 'gzip' }));
      const before = process.memoryUsage().arrayBuffers;
      const error = await faultOf(client.request(get('/', { max_bytes: 1024 * 1024 })));
      expect(error.fault).toBe('bad_answer');
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
    });

    it('gives text without NUL and byte order mark, in the charset that the answer names', async () => {
      server.does(answers(200, '\uFEFFa\0b'));
      expect((await client.request(get())).text()).toBe('ab');
      server.does(answers(200, Buffer.from('käse', 'latin1'), { 'content-type': 'text/plain; charset=iso-8859-1' }));
      expect((await client.request(get())).text()).toBe('käse');
    });

    it('reads JSON strictly, a byte order mark before it aside', async () => {
      server.does(answers(200, '\uFEFF{"a":1}'));
      expect((await client.request(get())).json()).toEqual({ a: 1 });
      for (const body of ['', '<html>secret</html>', '{"a":', Buffer.from([0x22, 0xff, 0x22])]) {
        server.does(answers(200, body));
        const answer = await client.request(get());
        const error = await faultOf(Promise.resolve().then(() => answer.json()));
        expect(error).toMatchObject({ fault: 'bad_answer', status: 200 });
        expect(error.message).not.toContain('secret');
      }
    });

    it('calls what is not HTTP a bad answer', async () => {
      const raw = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
      });
      await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
      const error = await faultOf(client.request(get('', { url, retries: 0 })));
      raw.close();
      expect(error.fault).toBe('bad_answer');
    });
  });

  describe('stream', () => {
    it('hands the body over as it comes, decompressed', async () => {
      server.does(answers(200, gzipSync('line\n'.repeat(100_000)), { 'content-encoding': 'gzip', 'x-a': '1' }));
      const { status, headers, body } = await client.stream(get());
      expect([status, headers['x-a']]).toEqual([200, '1']);
      let length = 0;
      for await (const chunk of body) length += (chunk as Buffer).length;
      expect(length).toBe(500_000);
    });

    it('repeats until the headers came, and throws the same faults', async () => {
      server.does(answers(503), answers(200, 'ok'));
      const { body } = await client.stream(get());
      body.resume();
      expect(server.received).toHaveLength(2);
      server.does(answers(500));
      expect((await faultOf(client.stream(get('/', { retries: 0 })))).fault).toBe('unavailable');
    });

    it('fails its reader with a ProviderError when the connection breaks off', async () => {
      server.does(half);
      const { body } = await client.stream(get());
      const error = await faultOf(
        (async () => {
          for await (const _chunk of body);
        })(),
      );
      expect(error.fault).toBe('unavailable');
    });

    it('lasts longer than timeout_ms, but ends with the signal', async () => {
      server.does((response) => {
        let count = 0;
        const timer = setInterval(() => (count++ < 20 ? response.write('x') : clearInterval(timer)), 10);
      });
      const controller = new AbortController();
      const { body } = await client.stream(get('/', { timeout_ms: 50, signal: controller.signal }));
      const reason = new Error('shutting down');
      setTimeout(() => controller.abort(reason), 150);
      let length = 0;
      await expect(
        (async () => {
          for await (const chunk of body) length += (chunk as Buffer).length;
        })(),
      ).rejects.toBe(reason);
      expect(length).toBeGreaterThan(6);
    });

    it('lets go of the connection when its reader does not want the rest', async () => {
      let closed: () => void;
      const wasClosed = new Promise<void>((resolve) => (closed = resolve));
      server.does((response) => {
        response.on('close', () => closed());
        response.write('x');
      });
      const { body } = await client.stream(get());
      body.destroy();
      await wasClosed;
    });
  });
});
