import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ACCOUNT } from '../support/factories.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const withBrowser = CHROMIUM === undefined ? describe.skip : describe;

withBrowser(`Swagger UI in a browser${CHROMIUM === undefined ? ' (skipped: there is no Chromium here)' : ''}`, () => {
  let db: TestDatabase;
  let dataDir: string;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    dataDir = await scratchFolder('swagger');
    const env = { DATABASE_URL: db.url, KSAP_DATA_DIR: dataDir, KSAP_ROLE: 'api' };
    [server, browser] = await Promise.all([
      ServerProcess.start({ env }),
      chromium.launch({ executablePath: CHROMIUM, args: FLAGS }),
    ]);
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    await page.goto(`${server.url}/docs`);
    await page.locator('.opblock-tag').first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.kill9();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function tryOut(tag: string, method: string, path: string): Promise<Locator> {
    const heading = page.locator(`.opblock-tag[data-tag="${tag}"]`);
    if ((await heading.getAttribute('data-is-open')) !== 'true') await heading.click();
    const operation = page.locator(`.opblock-${method}`).filter({ has: page.locator(`[data-path="${path}"]`) });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    return operation;
  }

  async function execute(operation: Locator): Promise<{ status: string; text: string }> {
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.waitFor();
    return {
      status: (await answer.locator('.response-col_status').innerText()).trim(),
      text: await answer.locator('.highlight-code').first().innerText(),
    };
  }

  it('lists every group of the API, each with what it is for', async () => {
    const tags = await page.$$eval('.opblock-tag', (headings) => headings.map((one) => one.getAttribute('data-tag')));
    expect(tags).toEqual([
      'Auth',
      'Users',
      'Stores',
      'Products',
      'Inventory',
      'Orders',
      'Payment processors',
      'Payments',
      'Reconciliation',
      'Proxies',
      'Social accounts',
      'Ad campaigns',
      'Jobs',
      'Webhooks',
      'Webhook endpoints',
      'Health',
    ]);
    expect(await page.locator('.opblock-tag[data-tag="Stores"]').innerText()).toContain('connect, sync, disconnect');
  });

  it('calls a guarded route with the token that was pasted into Authorize', async () => {
    const stores = await tryOut('Stores', 'get', '/api/v1/stores');
    expect((await execute(stores)).status).toBe('401');

    const register = await tryOut('Auth', 'post', '/api/v1/auth/register');
    await register.locator('textarea.body-param__text').fill(JSON.stringify(ACCOUNT));
    const registered = await execute(register);
    expect(registered.status).toBe('201');
    const token = /"access_token": "([^"]+)"/.exec(registered.text)?.[1] ?? '';

    await page.locator('.auth-wrapper button.authorize').click();
    await page.locator('.auth-container input').fill(token);
    await page.locator('.auth-btn-wrapper button.authorize').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();
    await stores.getByRole('button', { name: 'Clear' }).click();
    const listed = await execute(stores);
    expect(listed.status).toBe('200');
    expect(listed.text).toContain('"items": []');
  });

  it('breaks no rule of the page’s own security policy and loads nothing in vain', () => {
    expect(complaints.filter((text) => !text.includes('status of 401'))).toEqual([]);
  });
});
