import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { scratchFolder } from '../support/scratch.js';

const ROOT = resolve(import.meta.dirname, '../..');

interface Run {
  code: number;
  last: string | undefined;
}

/** Runs Jest with our reporter on a few small suites of its own. */
async function run(suites: Record<string, string>): Promise<Run> {
  const rootDir = await scratchFolder('summary');
  const config = {
    rootDir,
    testMatch: ['**/*.test.cjs'],
    reporters: [join(ROOT, 'test/support/summary-reporter.mjs')],
  };
  await writeFile(join(rootDir, 'jest.config.json'), JSON.stringify(config));
  for (const [name, text] of Object.entries(suites)) await writeFile(join(rootDir, `${name}.test.cjs`), text);
  return new Promise((done) => {
    const args = [
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      '--config',
      join(rootDir, 'jest.config.json'),
      '--testNamePattern',
      'good|bad',
    ];
    execFile(process.execPath, args, { cwd: rootDir }, (error, stdout) => {
      done({ code: error ? Number(error.code) : 0, last: stdout.trimEnd().split('\n').at(-1) });
    });
  });
}

describe('the last line of a test run', () => {
  it('counts what passed and what was skipped', async () => {
    const suite = "it('good', () => {}); it('good too', () => {}); it.skip('bad', () => {});";
    expect(await run({ suite })).toEqual({ code: 0, last: '2 passed, 0 failed, 1 skipped' });
  });

  it('counts a suite that cannot run as a failure', async () => {
    const broken = "throw new Error('broken');";
    expect(await run({ good: "it('good', () => {});", broken })).toEqual({ code: 1, last: '1 passed, 1 failed' });
  });

  it('counts what failed', async () => {
    const suite = "it('good', () => {}); it('bad', () => { throw new Error('bad'); });";
    expect(await run({ suite })).toEqual({ code: 1, last: '1 passed, 1 failed' });
  });

  it('is an error when there was nothing to run', async () => {
    const { code } = await run({});
    expect(code).toBe(1);
  });
});
