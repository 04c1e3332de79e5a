import { dirname } from 'node:path';
import { findLines, sourceFiles, withoutComments, type SourceFile } from './source-tree.js';

const CODE = /\.(ts|mjs|cjs)$/;
const TEXT = /\.(ts|mjs|cjs|md|ya?ml|json|sh|graphql|example)$|^(run|Dockerfile)$/;

/**
 * The platforms', the payment providers' and the social networks' own folders, the settings, the words for ways of payment that are no processor's,
 * and the examples in the API's documentation: they have to be somebody's.
 */
const NAMES_SERVICES =
  /^src\/modules\/stores\/platforms\/|^src\/modules\/payments\/providers\/|^src\/modules\/social\/networks\/|^src\/common\/config\/|\.example\.ts$|^src\/common\/http\/api-docs|^src\/modules\/(stores\/stores|social\/(accounts\/accounts|oauth\/oauth)|payments\/(processors|books\/transaction|reconciliation\/reconciliation-answer))\.dto\.ts$|^src\/modules\/payments\/reconciliation\/reconciliation-rules\.ts$/;

const code = (file: SourceFile): string => withoutComments(file.text);

describe('the source tree', () => {
  const everything = sourceFiles('.', TEXT).filter(({ path }) => path !== 'package-lock.json');
  const sources = sourceFiles('.', CODE);
  const product = sourceFiles('src', /(?<!\.(spec|contract))\.ts$/);

  it('was read', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(product.length).toBeGreaterThan(60);
  });

  it('has no file of more than 300 lines', () => {
    const long = sources.filter(({ lines }) => lines.length > 300).map(({ path, lines }) => `${path}: ${lines.length}`);
    expect(long).toEqual([]);
  });

  it('names no outside service in generic code', () => {
    const generic = product.filter(({ path }) => !NAMES_SERVICES.test(path));
    const service =
      /shopify|woo_?commerce|magento|\b(stripe|paypal|facebook|instagram|tiktok|openai|anthropic|gemini)\b/i;
    expect(findLines(generic, service, code)).toEqual([]);
  });

  it('leaves nothing for later and nothing half switched off', () => {
    const later = new RegExp(['TO' + 'DO', 'FIX' + 'ME'].map((word) => `\\b${word}\\b`).join('|'));
    expect(findLines(sources, later)).toEqual([]);
    expect(findLines(sources, /@ts-(ignore|nocheck|expect-error)/)).toEqual([]);
    expect(findLines(sources, /\b(it|test|describe)\.(only|todo)\b|\bfdescribe\(|\bfit\(/)).toEqual([]);
  });

  it('says why wherever a rule of the linter is switched off', () => {
    const silent = findLines(sources, /eslint-disable/).filter((line) => !/eslint-disable.* -- \S+/.test(line));
    expect(silent.filter((line) => !line.startsWith('test/architecture/sources.spec.ts'))).toEqual([]);
  });

  it('says in each module’s README what it owns, whom it asks and what it emits', () => {
    const modules = product.filter(({ path }) => /^src\/modules\/[^/]+\/[^/]+\.module\.ts$/.test(path));
    const readmes = new Set(everything.map(({ path }) => path));
    const silent = modules.map(({ path }) => dirname(path)).filter((folder) => !readmes.has(`${folder}/README.md`));
    expect(modules.length).toBeGreaterThan(4);
    expect(silent).toEqual([]);
  });

  it('has no drawer of odds and ends', () => {
    expect(
      sources.map(({ path }) => path).filter((path) => /(^|\/)(utils?|helpers?|misc|shared)(\/|\.)/.test(path)),
    ).toEqual([]);
  });

  it('names no path of the machine it was written on', () => {
    const path = /(^|[\s"'`(=:])\/(work|root|home|Users|mnt|workspaces?)\/\w/;
    expect(findLines(everything, path).filter((line) => !line.startsWith('Dockerfile'))).toEqual([]);
  });

  it('has no file of a sibling folder copied or required: the specifications are optional', () => {
    const needing = findLines(product, /\.\.\/shared\//);
    expect(needing).toEqual([]);
  });
});
