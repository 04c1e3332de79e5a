#!/usr/bin/env node
// What every npm script goes through: installs when needed, builds when needed, then runs the compiled entry.
// Plain JavaScript on bare Node: at this point nothing may be installed yet.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runChild } from './child.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const root = join(import.meta.dirname, '..');

/** Command → compiled file (relative to dist) and the arguments that go before the caller's. */
const ENTRIES = {
  start: { file: 'src/main.js' },
  demo: { file: 'scripts/demo.js' },
  sandbox: { file: 'sandbox/main.js' },
  migrate: { file: 'scripts/migrate.js', args: ['up'] },
  'migrate:revert': { file: 'scripts/migrate.js', args: ['down'] },
  openapi: { file: 'scripts/openapi.js' },
  bench: { file: 'bench/main.js' },
  'keys:rotate': { file: 'scripts/keys-rotate.js' },
};

/** Command → the test runner's arguments; they go after the caller's, because the option takes every word behind it. */
const TESTS = {
  test: [],
  'test:unit': ['--selectProjects', 'unit'],
  'test:contracts': ['--selectProjects', 'contracts'],
};

/** The image carries no sources: there is nothing to install or build from. */
const hasSources = existsSync(join(root, 'src')) && existsSync(join(root, 'tsconfig.build.json'));

async function prepare({ force = false } = {}) {
  if (!hasSources) return;
  await ensureInstalled(root);
  await ensureBuilt(root, { force });
}

/** In this very process: signals and the exit code are then the program's own, with nobody between it and npm. */
async function runEntry({ file, args = [] }, rest) {
  const path = join(root, 'dist', file);
  if (!existsSync(path)) throw new Error(`${join('dist', file)} is not there; run \`npm run build\` in a full clone`);
  process.argv = [process.argv[0], path, ...args, ...rest];
  speedUp();
  await import(pathToFileURL(path).href);
}

/** What newer versions of Node have for a quick start; Node 20 goes without. */
function speedUp() {
  // In the clone and not in the shared temporary directory, where somebody else could put code for us to run.
  module.enableCompileCache?.(join(root, 'dist', '.compile-cache'));
  // Of our own code alone: to read the maps of all packages takes a tenth of the start, and Node 20 knows only all or none.
  module.setSourceMapsSupport?.(true, { nodeModules: false });
}

function runTests(fixed, rest) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  return runChild(process.execPath, [jest, ...rest, ...fixed], { cwd: root });
}

async function main([command, ...rest]) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node 20.19 or newer is needed; this is ${process.version}`);
  }
  if (Object.hasOwn(ENTRIES, command)) {
    await prepare();
    await runEntry(ENTRIES[command], rest);
  } else if (Object.hasOwn(TESTS, command)) {
    await prepare();
    process.exitCode = await runTests(TESTS[command], rest);
  } else if (command === 'build') {
    await prepare({ force: true });
  } else {
    const known = [...Object.keys(ENTRIES), ...Object.keys(TESTS), 'build'].join(' | ');
    throw new Error(`usage: node scripts/${basename(import.meta.filename)} <${known}> [arguments]`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // A failed child has said why; anything else is worth its stack only when it is no plain refusal.
  console.error(error.exitCode === undefined && error.constructor !== Error ? error : error.message);
  process.exit(error.exitCode ?? 1);
}
