// Four sizes of test as four projects: `jest --selectProjects unit e2e architecture contracts`.
import { readFileSync } from 'node:fs';

if (!process.env.NODE_OPTIONS?.includes('--experimental-vm-modules')) {
  throw new Error('Jest needs NODE_OPTIONS=--experimental-vm-modules (the code is ESM); `npm test` sets it.');
}

const { $schema: _schema, ...swc } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  // Sources are imported by the name that they have after the build: `./x.js` is x.ts here.
  resolver: '<rootDir>/test/support/jest-resolver.cjs',
  setupFiles: ['<rootDir>/test/support/jest-globals.mjs'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/test/architecture/planted/'],
  restoreMocks: true,
};

/** One throw-away Postgres for the whole run, and in it one migrated template that every suite clones. */
const withDatabase = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

/** Suites over the whole product: Node loads it, once per worker (test/support/native). */
const native = {
  testEnvironment: '<rootDir>/test/support/native/environment.mjs',
  testRunner: '<rootDir>/test/support/native/runner.mjs',
  setupFiles: [],
};

export default {
  projects: [
    {
      ...shared,
      ...native,
      displayName: 'unit',
      roots: ['<rootDir>/src', '<rootDir>/sandbox', '<rootDir>/scripts', '<rootDir>/bench'],
      testMatch: ['**/*.spec.ts'],
    },
    {
      ...shared,
      ...withDatabase,
      ...native,
      displayName: 'architecture',
      testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'],
    },
    {
      ...shared,
      ...withDatabase,
      ...native,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
    },
    {
      ...shared,
      ...withDatabase,
      ...native,
      displayName: 'contracts',
      testMatch: ['<rootDir>/test/contracts/**/*.contract-spec.ts'],
    },
  ],
  // Many suites wait for processes and clocks: twice as many workers as the two cores that this is measured on.
  maxWorkers: 4,
  // For the run as a whole: Jest takes no notice of a project's own.
  testTimeout: 60_000,
  // ESM in Jest's VM contexts is not given back before its worker ends.
  workerIdleMemoryLimit: '1500MB',
  reporters: ['default', '<rootDir>/test/support/summary-reporter.mjs'],
};
