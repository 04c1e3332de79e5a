import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage', '.git', '.data', 'planted']);

export interface SourceFile {
  /** From the root, with `/`. */
  path: string;
  text: string;
  lines: string[];
}

/** Every file under `folder` whose name matches; nothing that tools wrote. */
export function sourceFiles(folder: string, name: RegExp): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : sourceFiles(path, name);
    if (!name.test(entry.name)) return [];
    const text = readFileSync(join(ROOT, path), 'utf8');
    return [{ path: relative('.', path).replaceAll('\\', '/'), text, lines: text.replace(/\n$/, '').split('\n') }];
  });
}

/** The code of a TypeScript file without its comments; line numbers stay. Good enough for a search, not a parser. */
export function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

/** `path:line` of each line that matches. */
export function findLines(files: SourceFile[], pattern: RegExp, text = (file: SourceFile) => file.text): string[] {
  return files.flatMap((file) =>
    text(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
  );
}
