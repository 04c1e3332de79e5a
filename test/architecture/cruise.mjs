// Runs dependency-cruiser in a process of its own and prints what it found as JSON:
// `node cruise.mjs tree <folder>` for one tree, `node cruise.mjs planted <folder>` for each tree in a folder.
import { createRequire } from 'node:module';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = resolve(import.meta.dirname, '../..');
const { forbidden, options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const tsConfig = extractTSConfig(join(root, 'tsconfig.json'));
const PARTS = ['src', 'sandbox', 'migrations', 'scripts', 'bench', 'test', 'ormconfig.ts'];

async function cruiseTree(baseDir) {
  const present = PARTS.filter((part) => statSync(join(baseDir, part), { throwIfNoEntry: false }));
  const how = { ...options, baseDir, ruleSet: { forbidden }, validate: true, outputType: 'json' };
  const { output } = await cruise(present, how, undefined, { tsConfig });
  const { modules, summary } = JSON.parse(output);
  return {
    modules: modules.map(({ source, dependencies }) => ({ source, dependencies: dependencies.map((d) => d.resolved) })),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

const [mode, folder] = process.argv.slice(2);
const trees = {};
if (mode === 'tree') trees['.'] = await cruiseTree(resolve(folder));
else for (const name of readdirSync(folder)) trees[name] = await cruiseTree(resolve(folder, name));
console.log(JSON.stringify({ rules: forbidden.map(({ name }) => name), trees }));
