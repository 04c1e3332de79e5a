import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config.error.js';
import { loadConfig } from './config.js';
import { ensureSecrets } from './secrets.js';

describe('ensureSecrets', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksap-secrets-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const configIn = (dataDir: string, env: Record<string, string> = {}) =>
    loadConfig({ ...env, KSAP_DATA_DIR: dataDir });

  it('makes the secrets once, for their owner alone', async () => {
    const dataDir = join(directory, 'data');

    const first = await ensureSecrets(configIn(dataDir));
    const second = await ensureSecrets(configIn(dataDir));

    expect(first.jwt_secret.length).toBeGreaterThanOrEqual(32);
    expect(first.encryption_keys[0]?.key).toHaveLength(32);
    expect(second.jwt_secret).toBe(first.jwt_secret);
    expect(second.encryption_keys).toEqual(first.encryption_keys);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(await readdir(dataDir)).toEqual(['secrets.json']);
  });

  it('agrees on one file when many start at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => ensureSecrets(configIn(directory))));

    expect(new Set(all.map((one) => one.jwt_secret)).size).toBe(1);
    expect(await readdir(directory)).toEqual(['secrets.json']);
  });

  it('touches no file when the environment gives both', async () => {
    const key = Buffer.alloc(32, 1);
    const env = { KSAP_ENCRYPTION_KEYS: `k:${key.toString('base64')}`, KSAP_JWT_SECRET: 'j'.repeat(40) };

    const secrets = await ensureSecrets(configIn(directory, env));

    expect(secrets.encryption_keys).toEqual([{ id: 'k', key }]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('lets what the environment gives stand before the file', async () => {
    const kept = await ensureSecrets(configIn(directory));
    const mixed = await ensureSecrets(configIn(directory, { KSAP_JWT_SECRET: 'j'.repeat(40) }));

    expect(mixed.jwt_secret).toBe('j'.repeat(40));
    expect(mixed.encryption_keys).toEqual(kept.encryption_keys);
  });

  it('refuses a file that others may read, and says how to mend it', async () => {
    await ensureSecrets(configIn(directory));
    await chmod(join(directory, 'secrets.json'), 0o640);

    await expect(ensureSecrets(configIn(directory))).rejects.toThrow(/chmod 600/);
    await expect(ensureSecrets(configIn(directory))).rejects.toBeInstanceOf(ConfigError);
  });

  it.each([
    '',
    '{}',
    'not json',
    '{"encryption_keys":[{"id":"k","key":"c2hvcnQ="}],"jwt_secret":"hunter2-hunter2-hunter2-hunter2-x"}',
  ])('refuses a damaged file instead of replacing it: %s', async (text) => {
    const path = join(directory, 'secrets.json');
    await writeFile(path, text, { mode: 0o600 });

    const refused = ensureSecrets(configIn(directory));

    await expect(refused).rejects.toThrow(/KSAP_DATA_DIR/);
    await expect(refused).rejects.not.toThrow(/hunter2/);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
