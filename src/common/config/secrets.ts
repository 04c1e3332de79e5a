import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config.error.js';
import { configOf, type Config } from './config.js';
import { decodeKey, isKeyId, KEY_BYTES, type EncryptionKey } from './encryption-keys.js';

/** What a running process cannot do without. */
export interface Secrets {
  readonly encryption_keys: readonly EncryptionKey[];
  readonly jwt_secret: string;
}

interface SecretsFile {
  about: string;
  encryption_keys: { id: string; key: string }[];
  jwt_secret: string;
}

/**
 * Fills in the secrets that the environment does not give from `secrets.json` in the data directory,
 * which the first start makes (mode 0600, in a directory made with 0700). Starters that come at once
 * agree on one file. In production `loadConfig` has already refused what is missing.
 *
 * @throws ConfigError when others may read the file, or when it holds something else.
 */
export async function ensureSecrets(config: Config): Promise<Config & Secrets> {
  const { encryption_keys: givenKeys, jwt_secret: givenSecret } = config;
  if (givenKeys !== null && givenSecret !== null) {
    return configOf(config, { encryption_keys: givenKeys, jwt_secret: givenSecret });
  }
  const path = join(config.data_dir, 'secrets.json');
  const kept = (await readSecrets(path)) ?? (await makeSecrets(config.data_dir, path));
  return configOf(config, {
    encryption_keys: givenKeys ?? kept.encryption_keys,
    jwt_secret: givenSecret ?? kept.jwt_secret,
  });
}

async function readSecrets(path: string): Promise<Secrets | null> {
  let mode: number;
  let text: string;
  try {
    mode = (await stat(path)).mode & 0o777;
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw refusal(`cannot read ${path}: ${(error as Error).message}`);
  }
  // Windows has no such modes: it shows every file as readable by all.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw refusal(
      `${path} can be read or changed by others (mode 0${mode.toString(8)}); if nobody else has seen it, run: chmod 600 '${path}'`,
    );
  }
  const secrets = parseSecrets(text);
  if (secrets === null) {
    throw refusal(
      `${path} does not hold the secrets that this program wrote; bring it back from a backup (sealed credentials cannot be opened without it), or remove it to begin anew`,
    );
  }
  return secrets;
}

function parseSecrets(text: string): Secrets | null {
  try {
    const file = JSON.parse(text) as Partial<SecretsFile> | null;
    const keys = (file?.encryption_keys ?? []).map(({ id, key }) => ({ id, key: decodeKey(key) }));
    const jwtSecret = file?.jwt_secret;
    if (typeof jwtSecret !== 'string' || jwtSecret.length < 32 || keys.length === 0) return null;
    const sound = keys.filter((one): one is EncryptionKey => one.key !== null && isKeyId(one.id));
    return sound.length === keys.length ? { encryption_keys: sound, jwt_secret: jwtSecret } : null;
  } catch {
    return null;
  }
}

async function makeSecrets(dataDir: string, path: string): Promise<Secrets> {
  const file: SecretsFile = {
    about:
      'Made at the first start because KSAP_ENCRYPTION_KEYS or KSAP_JWT_SECRET was unset. Keep it secret and back it up.',
    encryption_keys: [{ id: `k${randomBytes(3).toString('hex')}`, key: randomBytes(KEY_BYTES).toString('base64') }],
    jwt_secret: randomBytes(48).toString('base64url'),
  };
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeDurably(draft, `${JSON.stringify(file, null, 2)}\n`);
    await publish(draft, path);
    await syncDirectory(dataDir);
  } catch (error) {
    throw refusal(`cannot write ${path}: ${(error as Error).message}`);
  } finally {
    await rm(draft, { force: true });
  }
  // Read back rather than returned: another starter's file may have come first, and then it counts.
  const secrets = await readSecrets(path);
  if (secrets === null) throw refusal(`${path} vanished while it was made`);
  return secrets;
}

/** A hard link appears whole or not at all, and never replaces a file that another starter has put there. */
async function publish(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Some file systems know no hard links; there a rename is the next best.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return rename(draft, path);
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  // A directory cannot be opened for this on Windows.
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function refusal(reason: string): ConfigError {
  return new ConfigError([{ variable: 'KSAP_DATA_DIR', reason }]);
}
