import { JobTypes } from '../../src/modules/jobs/job-types.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { sourceFiles } from './source-tree.js';

describe('the jobs', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());

  it('have one handler for each type, and every handler in the sources is provided by its module', () => {
    const handlers = sourceFiles('src/modules', /(?<!\.spec)\.ts$/).filter(({ text }) => /^@HandlesJob\(/m.test(text));
    const known = app.nest.get(JobTypes, { strict: false }).all;
    expect(handlers.length).toBeGreaterThan(0);
    expect(new Set(known).size).toBe(known.length);
    expect(known.length).toBe(handlers.length);
  });
});
