import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProxiesApi } from '../../src/modules/proxies/proxies.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import { added, doorsOf, fieldsOf, testedAgain } from './rig.js';

describe('tests of proxies whose echo address does not do its part', () => {
  let echo: Server;
  let app: TestApp;
  let answer: { status: number; text: string };

  beforeAll(async () => {
    echo = createServer((_message, response) => response.writeHead(answer.status).end(answer.text));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    app = await startTestApp({
      sandbox: { orders: 1, products: 1 },
      env: {
        PROXY_ECHO_URL: `http://127.0.0.1:${(echo.address() as AddressInfo).port}/who`,
        KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
      },
    });
  });
  afterAll(async () => {
    await app.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  it.each([
    ['fails', { status: 500, text: 'out of order' }, 'The echo address answered 500'],
    ['says something else', { status: 200, text: '<html>Welcome</html>' }, 'The echo address did not tell who called'],
  ])('say so when it %s, and do not hold it against the proxy', async (_what, given, words) => {
    answer = given;
    const user = await aUser(app.db);
    const door = (await doorsOf(app.sandbox)).get('socks5')!;
    const { id } = await added(await as(app.http, user), fieldsOf(door));
    for (let time = 0; time < 2; time += 1) await testedAgain(app, id);
    const row = await testedAgain(app, id);
    expect(row).toMatchObject({ test_result: 'failed', test_reason: 'echo_failed', failures: 0 });
    expect(row.test_message).toContain(words);
    expect(await app.nest.get(ProxiesApi, { strict: false }).routeOf(user.id, id)).toMatchObject({ port: door.port });
  });
});
