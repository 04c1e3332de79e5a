import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './child.mjs';
import { withPrepareLock } from './prepare-lock.mjs';

/** What tsconfig.build.json compiles. */
const FOLDERS = ['src', 'migrations', 'sandbox', 'scripts', 'bench'];
const SETTINGS = ['ormconfig.ts', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** Compiles into dist/ unless dist/ was made from the very sources that are there now. */
export async function ensureBuilt(root, { force = false } = {}) {
  if (!force && isFresh(root)) return;
  await withPrepareLock(root, async () => {
    if (!force && isFresh(root)) return;
    console.error('Building …');
    // Taken before the compiler reads: a file saved meanwhile makes the next start build again.
    const hash = hashOfSources(root);
    const dist = join(root, 'dist');
    rmSync(stampPath(root), { force: true });
    // The compiler trusts its own record and would not write a file again that was deleted behind its back.
    if (!existsSync(join(dist, 'src', 'main.js'))) rmSync(join(dist, '.tsbuildinfo'), { force: true });
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await runStep('The build', process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
    });
    copyAssets(root, dist);
    removeOrphans(root, dist);
    writeFileSync(stampPath(root), hash);
  });
}

function isFresh(root) {
  return readOrNull(stampPath(root)) === hashOfSources(root);
}

/** Changes when any file that the build reads changes, comes or goes; about 30 ms. */
function hashOfSources(root) {
  const hash = createHash('sha256');
  for (const file of [...sourceFiles(root), ...SETTINGS]) {
    hash.update(file).update('\0');
    hash.update(readOrNull(join(root, file)) ?? '').update('\0');
  }
  return hash.digest('hex');
}

function sourceFiles(root) {
  return FOLDERS.flatMap((folder) => filesUnder(root, folder))
    .filter((file) => !/\.(spec\.ts|contract\.ts|md|mjs)$/.test(file))
    .sort();
}

/** Files that code reads at run time (queries, templates): the compiler leaves them behind. */
function copyAssets(root, dist) {
  for (const file of sourceFiles(root).filter((one) => !/\.[cm]?tsx?$/.test(one))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    copyFileSync(join(root, file), join(dist, file));
  }
}

/** Output of sources that are gone: a deleted migration must not run, a deleted file must not be found. */
function removeOrphans(root, dist) {
  for (const file of FOLDERS.flatMap((folder) => filesUnder(dist, folder))) {
    const source = file.replace(/(\.d)?\.([cm]?)[jt]s(\.map)?$/, '.$2ts');
    if (!existsSync(join(root, source)) && !existsSync(join(root, file))) rmSync(join(dist, file));
  }
}

function filesUnder(base, folder) {
  if (!existsSync(join(base, folder))) return [];
  return readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesUnder(base, path);
    return entry.isFile() ? [path] : [];
  });
}

function stampPath(root) {
  return join(root, 'dist', '.stamp');
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
