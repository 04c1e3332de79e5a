import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirInUseError, lockDataDir, type DataDirLock } from './data-dir-lock.js';
import { ownIdentity, type ProcessIdentity } from './process-identity.js';

describe('lockDataDir', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksap-lock-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  /** As if a process had taken the lock as number `number`. */
  async function leaveLock(number: number, holder: ProcessIdentity, secondsAgo = 0): Promise<void> {
    await mkdir(join(directory, 'lock'), { recursive: true });
    const path = join(directory, 'lock', String(number));
    await writeFile(path, JSON.stringify(holder));
    const touched = new Date(Date.now() - secondsAgo * 1000);
    await utimes(path, touched, touched);
  }

  async function contest(starters: number): Promise<{ locks: DataDirLock[]; refusals: unknown[] }> {
    const outcomes = await Promise.allSettled(Array.from({ length: starters }, () => lockDataDir(directory)));
    return {
      locks: outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      refusals: outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
    };
  }

  it('refuses a second holder and names the first', async () => {
    const lock = await lockDataDir(directory);

    const refused = lockDataDir(directory);

    await expect(refused).rejects.toBeInstanceOf(DataDirInUseError);
    await expect(refused).rejects.toMatchObject({ pid: process.pid });
    await expect(refused).rejects.toThrow(new RegExp(`${directory}.*process ${process.pid}.*KSAP_DATA_DIR`));
    await lock.release();
  });

  it('is free again after its release, as often as you like, and leaves few files', async () => {
    for (let round = 0; round < 8; round += 1) await (await lockDataDir(directory)).release();

    expect((await readdir(join(directory, 'lock'))).length).toBeLessThanOrEqual(3);
  });

  it('gives it to exactly one of many who come at once', async () => {
    const { locks, refusals } = await contest(20);

    expect(locks).toHaveLength(1);
    expect(refusals.every((one) => one instanceof DataDirInUseError)).toBe(true);
    await locks[0]?.release();
  });

  it('gives the lock of a dead process to exactly one of many who come at once', async () => {
    await leaveLock(7, { ...(await ownIdentity()), pid: 2 ** 22 + 1 });

    const { locks } = await contest(20);

    expect(locks).toHaveLength(1);
    await locks[0]?.release();
  });

  it('takes over from a dead process whose number another process bears by now', async () => {
    await leaveLock(1, { ...(await ownIdentity()), started: 'before the last boot' });

    await (await lockDataDir(directory)).release();
  });

  it('cannot see into another container: believes its heartbeat for a while, and no longer', async () => {
    const elsewhere = { pid: 1, started: 'x', pid_namespace: 'pid:[1]' };
    await leaveLock(1, elsewhere, 5);
    await expect(lockDataDir(directory)).rejects.toBeInstanceOf(DataDirInUseError);

    await leaveLock(1, elsewhere, 60);
    await (await lockDataDir(directory)).release();
  });
});
