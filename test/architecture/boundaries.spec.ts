import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

interface Tree {
  modules: { source: string; dependencies: string[] }[];
  violations: { rule: string; from: string; to: string }[];
}
interface Cruise {
  rules: string[];
  trees: Record<string, Tree>;
}

const here = import.meta.dirname;

async function cruise(mode: 'tree' | 'planted', folder: string): Promise<Cruise> {
  const { stdout } = await promisify(execFile)(process.execPath, [resolve(here, 'cruise.mjs'), mode, folder], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return JSON.parse(stdout) as Cruise;
}

describe('the boundaries of the tree', () => {
  let planted: Cruise;
  let real: Tree;

  beforeAll(async () => {
    planted = await cruise('planted', resolve(here, 'planted'));
    real = (await cruise('tree', resolve(here, '../..'))).trees['.']!;
    // The whole tree is read twice: a machine with more to do takes its time.
  }, 180_000);

  it('has a planted violation for each rule, and no planted tree without its rule', () => {
    expect(Object.keys(planted.trees).sort()).toEqual([...planted.rules].sort());
  });

  it('each rule bites its planted violation and leaves the lawful imports beside it alone', () => {
    const wrong = Object.entries(planted.trees).filter(([rule, { violations }]) => {
      const bites = violations.some((violation) => violation.rule === rule);
      const bitesOnlyThat = violations.every(
        ({ rule: name, from, to }) => name === rule && (from.includes('violation') || to.includes('violation')),
      );
      return !bites || !bitesOnlyThat;
    });
    expect(wrong.map(([rule, { violations }]) => ({ rule, violations }))).toEqual([]);
  });

  it('the real tree breaks no rule', () => {
    expect(real.violations).toEqual([]);
  });

  it('the real tree was really read: its sources, and imports that lead to sources and not to the build', () => {
    const sources = real.modules.filter(({ source }) => source.startsWith('src/'));
    const imports = sources.flatMap(({ dependencies }) => dependencies);
    expect(sources.length).toBeGreaterThan(100);
    expect(imports.filter((path) => /^src\/.*\.ts$/.test(path)).length).toBeGreaterThan(300);
    expect(imports.filter((path) => path.startsWith('dist/'))).toEqual([]);
  });
});
