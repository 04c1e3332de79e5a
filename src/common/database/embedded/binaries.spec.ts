import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLinks } from './binaries.js';

describe('makeLinks', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksap-links-'));
    await mkdir(join(directory, 'native/lib'), { recursive: true });
    await writeFile(join(directory, 'native/lib/libpq.so.5.18'), 'library');
    const links = ['libpq.so.5', 'libpq.so'].map((name) => ({
      source: 'native/lib/libpq.so.5.18',
      target: `native/lib/${name}`,
    }));
    await writeFile(join(directory, 'native/pg-symlinks.json'), JSON.stringify(links));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('makes the links that an install without scripts leaves out, also when several start at once', async () => {
    await symlink('libpq.so.5.18', join(directory, 'native/lib/libpq.so.5'));

    await Promise.all([makeLinks(directory), makeLinks(directory), makeLinks(directory)]);

    expect(await readFile(join(directory, 'native/lib/libpq.so.5'), 'utf8')).toBe('library');
    expect(await readFile(join(directory, 'native/lib/libpq.so'), 'utf8')).toBe('library');
  });

  it('leaves a package alone that lists no links', async () => {
    await rm(join(directory, 'native/pg-symlinks.json'));

    await expect(makeLinks(directory)).resolves.toBeUndefined();
  });
});
