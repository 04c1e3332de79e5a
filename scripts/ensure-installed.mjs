import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './child.mjs';
import { withPrepareLock } from './prepare-lock.mjs';

/** Makes node_modules what package-lock.json says, by `npm ci`, unless it is that already. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  await withPrepareLock(root, async () => {
    if (isInstalled(root)) return;
    console.error('Installing dependencies (npm ci) …');
    const [command, ...args] = npm();
    // --include=dev: the build needs the compiler even where NODE_ENV=production makes npm leave it out.
    await runStep('npm ci', command, [...args, 'ci', '--no-audit', '--no-fund', '--include=dev'], {
      cwd: root,
      // What npm prints is no output of the command that the caller asked for.
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32' && command === 'npm',
    });
    writeFileSync(stampPath(root), hashOfLock(root));
  });
}

function isInstalled(root) {
  const hash = hashOfLock(root);
  if (readOrNull(stampPath(root)) === hash) return true;
  if (!matchesLock(root)) return false;
  try {
    writeFileSync(stampPath(root), hash);
  } catch {
    // A read-only clone: the next start compares again.
  }
  return true;
}

/** Whether an install by hand (npm's own record of it) has every package that the lock file names. */
function matchesLock(root) {
  const record = readOrNull(join(root, 'node_modules', '.package-lock.json'));
  if (record === null) return false;
  const installed = JSON.parse(record).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = installed[path];
    // Packages for other platforms are left out; so is what a bundle brings along.
    if (found === undefined) return Boolean(entry.optional || entry.devOptional || entry.peer || entry.inBundle);
    return found.version === entry.version;
  });
}

function npm() {
  const own = process.env.npm_execpath;
  return own !== undefined && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ['npm'];
}

function stampPath(root) {
  return join(root, 'node_modules', '.ksap-installed');
}

function hashOfLock(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
