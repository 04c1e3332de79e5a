import { OutboundClient } from './outbound-client.js';
import { OutboundOptions } from './outbound-options.js';
import { answers } from './testing/misbehaving-server.js';
import { faultOf, OutboundFixture } from './testing/outbound-fixture.js';

const fixture = new OutboundFixture();
const { client, get, other, post, server } = fixture;

beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

describe('OutboundClient', () => {
  describe('redirects', () => {
    const credentials = {
      Authorization: 'Basic x',
      Cookie: 'a=1',
      'X-Shopify-Access-Token': 'shpat',
      Accept: 'text/plain',
    };

    it('are answers unless they were asked for, and always for writes', async () => {
      server.does(answers(302, '', { location: '/there' }));
      expect((await client.request(get())).status).toBe(302);
      expect((await client.request(post({ max_redirects: 3 }))).status).toBe(302);
      expect(server.received).toHaveLength(2);
    });

    it('are followed within the origin with the credentials', async () => {
      server.does(answers(301, '', { location: '/there?x=1' }), answers(200, 'ok'));
      const answer = await client.request(get('/', { max_redirects: 1, headers: credentials }));
      expect(answer.url).toBe(`${server.url}/there?x=1`);
      expect(server.received[1]).toMatchObject({ path: '/there?x=1', headers: { authorization: 'Basic x' } });
    });

    it('are followed to another origin without the credentials', async () => {
      server.does(answers(307, '', { location: `${other.url}/there` }));
      other.does(answers(200, 'ok'));
      await client.request(get('/', { max_redirects: 1, headers: credentials }));
      const { headers } = other.received[0]!;
      expect(headers).toMatchObject({ accept: 'text/plain', host: `127.0.0.1:${other.port}` });
      for (const name of ['authorization', 'cookie', 'x-shopify-access-token'])
        expect(headers).not.toHaveProperty(name);
    });

    it('end after as many as were asked for', async () => {
      server.does(answers(302, '', { location: '/again' }));
      expect((await client.request(get('/', { max_redirects: 2 }))).status).toBe(302);
      expect(server.received).toHaveLength(3);
    });

    it.each([
      'http://169.254.169.254/latest/meta-data',
      'http://[::1]/',
      'http://2130706433/',
      '//10.0.0.1/',
      'file:///etc/passwd',
      'http://user:x@example.com/',
    ])('to %s are refused', async (location) => {
      server.does(answers(302, '', { location }));
      const error = await faultOf(client.request(get('/', { max_redirects: 5 })));
      expect(error.fault).toBe('blocked_target');
      expect(server.received).toHaveLength(1);
    });
  });

  describe('the guard', () => {
    const names = new Map<string, { address: string; family: number }[]>();
    let lookups = 0;
    const lookup = async (name: string): Promise<{ address: string; family: number }[]> => {
      lookups += 1;
      return names.get(name) ?? [];
    };
    const strict = new OutboundClient(new OutboundOptions({ lookup, retry_base_ms: 10 }));
    const opened = new OutboundClient(
      new OutboundOptions({ lookup, allow_private_targets: ['127.0.0.1'], retry_base_ms: 10 }),
    );
    afterAll(() => Promise.all([strict.close(), opened.close()]));
    beforeEach(() => (lookups = 0));

    it.each([
      [[{ address: '127.0.0.1', family: 4 }]],
      [[{ address: '::1', family: 6 }]],
      [
        [
          { address: '93.184.215.14', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ],
      ],
    ])('refuses a name that resolves to %j, once and without connecting', async (addresses) => {
      names.set('shop.example.com', addresses);
      server.does(answers(200));
      const error = await faultOf(strict.request(get('', { url: `http://shop.example.com:${server.port}/` })));
      expect(error.fault).toBe('blocked_target');
      expect(error.isTransient).toBe(false);
      expect(server.received).toHaveLength(0);
      expect(lookups).toBe(1);
    });

    it('refuses a literal address, also for a stream', async () => {
      expect((await faultOf(strict.request(get()))).fault).toBe('blocked_target');
      expect((await faultOf(strict.stream(get()))).fault).toBe('blocked_target');
    });

    it('connects to the very address that it checked, under the name', async () => {
      names.set('shop.example.com', [{ address: '127.0.0.1', family: 4 }]);
      server.does((response) => {
        // From now on the name leads elsewhere, as a rebinding name server would have it.
        names.set('shop.example.com', [{ address: '10.0.0.1', family: 4 }]);
        response.end('ok');
      });
      const answer = await opened.request(get('', { url: `http://shop.example.com:${server.port}/` }));
      expect(answer.text()).toBe('ok');
      expect(lookups).toBe(1);
      expect(server.received[0]?.headers.host).toBe(`shop.example.com:${server.port}`);
    });

    it('says that a name is not known', async () => {
      const error = await faultOf(opened.request(post({ url: 'http://nowhere.example.com/' })));
      expect(error).toMatchObject({ fault: 'unavailable' });
      expect(error.message).toContain('name is not known');
    });

    it('lets the sandbox through, and nothing beside it', async () => {
      const sandboxed = new OutboundClient(new OutboundOptions({ sandbox_origin: `${server.url}/` }));
      server.does(answers(200, 'ok'));
      expect((await sandboxed.request(get('/shopify/demo'))).text()).toBe('ok');
      expect((await faultOf(sandboxed.request(get('', { url: other.url })))).fault).toBe('blocked_target');
      await sandboxed.close();
    });
  });
});
