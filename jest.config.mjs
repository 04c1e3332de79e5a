// Four sizes of test as four projects: `jest --selectProjects unit e2e architecture contracts`.

const shared = {
  rootDir: import.meta.dirname,
  // Node itself loads the suites and the product, once per worker: see test/support/native.
  testEnvironment: '<rootDir>/test/support/native/environment.mjs',
  testRunner: '<rootDir>/test/support/native/runner.mjs',
  transform: {},
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/test/architecture/planted/'],
  restoreMocks: true,
};

/** One throw-away Postgres for the whole run, and in it one migrated template that every suite clones. */
const withDatabase = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: ['<rootDir>/src', '<rootDir>/sandbox', '<rootDir>/scripts', '<rootDir>/bench'],
      testMatch: ['**/*.spec.ts'],
    },
    {
      ...shared,
      ...withDatabase,
      displayName: 'architecture',
      testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'],
    },
    {
      ...shared,
      ...withDatabase,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
    },
    {
      ...shared,
      ...withDatabase,
      displayName: 'contracts',
      testMatch: ['<rootDir>/test/contracts/**/*.contract-spec.ts'],
    },
  ],
  // Many suites wait for processes and clocks: twice as many workers as the two cores that this is measured on.
  maxWorkers: 4,
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  // For the run as a whole: Jest takes no notice of a project's own.
  testTimeout: 60_000,
  // What modules keep is given back when their worker ends.
  workerIdleMemoryLimit: '1500MB',
  reporters: ['default', '<rootDir>/test/support/summary-reporter.mjs'],
};
