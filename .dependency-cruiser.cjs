// The boundaries of the tree. Each rule has a planted violation in test/architecture/planted that proves it bites.

/** Support: every module may ask these, and these ask nobody. */
const SUPPORT = ['jobs', 'mail'];

/** Who may ask whom (and listen to whom). Draw it again if it does not fit, on purpose. */
const MAY_ASK = {
  users: [],
  proxies: [],
  auth: ['users'],
  stores: ['users', 'proxies'],
  products: ['users', 'stores'],
  payments: ['users', 'stores'],
  orders: ['stores', 'products', 'payments'],
  webhooks: ['stores', 'products', 'orders'],
  'webhook-endpoints': ['users', 'products', 'orders'],
  research: ['products', 'proxies'],
  ai: ['stores', 'products', 'research'],
  social: ['stores', 'ai', 'proxies'],
  analytics: ['stores'],
  jobs: [],
  mail: [],
};

/** These listen to everybody, and nobody else listens past the table. */
const LISTENS_TO_ALL = ['analytics', 'webhook-endpoints'];
/** Orders ask payments; payments only hear that orders have changed (docs/adr/0017). */
const LISTENS_TO = { payments: ['orders'] };

const MODULES = Object.keys(MAY_ASK);
const PLATFORMS = '^src/modules/stores/platforms/';
/** What a platform implements, the records that it hands over, and what adapters have in common. */
const PLATFORM_PORT = `${PLATFORMS}platform\\.(port|connection|records|writes|credentials|values)\\.ts$`;
const PROVIDERS = '^src/modules/payments/providers/';
/** What a payment provider implements, the records that it hands over, and the transport of its SDK. */
const PROVIDER_PORT = `${PROVIDERS}provider\\.(port|connection|records|fetch)\\.ts$`;
const NETWORKS = '^src/modules/social/networks/';
/** What a social network implements, the records that it hands over, and its words for a refusal. */
const NETWORK_PORT = `${NETWORKS}(?:network\\.(port|connection|records|error)|campaign\\.(port|records))\\.ts$`;
const TEST_CODE = '\\.(spec|contract)\\.ts$|^src/.*/testing/';

const oneOf = (names) => `(?:${names.join('|')})`;

/** Paths of `names`' doors: `<m>.<door>.ts` right in the module's folder. */
const doors = (names, kinds) => names.map((name) => `^src/modules/${name}/${name}\\.${oneOf(kinds)}\\.ts$`);

function asksOnlyAlongTheTable(name) {
  const asked = SUPPORT.includes(name) ? [] : [...MAY_ASK[name], ...SUPPORT];
  const heard = LISTENS_TO_ALL.includes(name) ? MODULES : (LISTENS_TO[name] ?? []);
  return {
    name: `${name}-asks-only-along-the-table`,
    comment: `${name} may ask ${asked.join(', ') || 'nobody'}. Another need: an event, or another table.`,
    severity: 'error',
    from: { path: `^src/modules/${name}/`, pathNot: TEST_CODE },
    to: {
      path: '^src/modules/',
      pathNot: [
        `^src/modules/${name}/`,
        ...asked.map((other) => `^src/modules/${other}/`),
        ...doors(heard, ['events']),
      ],
    },
  };
}

module.exports = {
  forbidden: [
    ...MODULES.map(asksOnlyAlongTheTable),
    {
      name: 'every-module-is-in-the-table',
      comment: 'A new module says in MAY_ASK whom it may ask.',
      severity: 'error',
      from: {},
      to: { path: '^src/modules/', pathNot: `^src/modules/${oneOf(MODULES)}/` },
    },
    {
      name: 'modules-meet-at-their-doors',
      comment: 'Another module is reached through its <m>.api.ts (ask) or <m>.events.ts (listen); the rest is private.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/', pathNot: TEST_CODE },
      to: {
        path: '^src/modules/',
        pathNot: ['^src/modules/$1/', ...doors(MODULES, ['api', 'events', 'module'])],
      },
    },
    {
      name: 'wiring-imports-wiring',
      comment: 'A *.module.ts is imported by another *.module.ts or by the app, never by code that works.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.module\\.ts$', '^src/app\\.ts$', TEST_CODE] },
      to: { path: '\\.module\\.ts$' },
    },
    {
      name: 'common-knows-no-module',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: '^src/', pathNot: '^src/common/' },
    },
    {
      name: 'product-knows-no-sandbox',
      severity: 'error',
      from: { path: '^(src|migrations)/|^ormconfig', pathNot: TEST_CODE },
      to: { path: '^sandbox/' },
    },
    {
      name: 'sandbox-knows-no-product',
      comment: 'The stand-in for the outside world must not share our mistakes.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(src|migrations|scripts)/|^ormconfig' },
    },
    {
      name: 'sandbox-providers-know-the-core-only',
      severity: 'error',
      from: { path: '^sandbox/([^/]+)/', pathNot: '^sandbox/core/' },
      to: { path: '^sandbox/', pathNot: ['^sandbox/$1/', '^sandbox/core/'] },
    },
    {
      name: 'platform-sees-only-its-port',
      comment: 'A platform folder knows the port and common: no other platform, nothing else of stores.',
      severity: 'error',
      from: { path: `${PLATFORMS}([^/]+)/` },
      to: {
        path: '^src/',
        pathNot: [`${PLATFORMS}$1/`, '^src/common/', PLATFORM_PORT, `${PLATFORMS}platform\\.contract\\.ts$`],
      },
    },
    {
      name: 'generic-code-knows-no-platform',
      comment: 'Only platforms/index.ts lists the platforms.',
      severity: 'error',
      from: { path: '^(src|migrations)/|^ormconfig', pathNot: [`${PLATFORMS}[^/]+/`, `${PLATFORMS}index\\.ts$`] },
      to: { path: `${PLATFORMS}[^/]+/` },
    },
    {
      name: 'payment-provider-sees-only-its-port',
      comment: 'A payment provider’s folder knows the port and common: no other provider, nothing else of payments.',
      severity: 'error',
      from: { path: `${PROVIDERS}([^/]+)/` },
      to: {
        path: '^src/',
        pathNot: [`${PROVIDERS}$1/`, '^src/common/', PROVIDER_PORT],
      },
    },
    {
      name: 'generic-code-knows-no-payment-provider',
      comment: 'Only providers/index.ts lists the payment providers.',
      severity: 'error',
      from: { path: '^(src|migrations)/|^ormconfig', pathNot: [`${PROVIDERS}[^/]+/`, `${PROVIDERS}index\\.ts$`] },
      to: { path: `${PROVIDERS}[^/]+/` },
    },
    {
      name: 'social-network-sees-only-its-port',
      comment: 'A network’s folder knows the port and common: no other network, nothing else of social.',
      severity: 'error',
      from: { path: `${NETWORKS}([^/]+)/` },
      to: {
        path: '^src/',
        pathNot: [`${NETWORKS}$1/`, '^src/common/', NETWORK_PORT],
      },
    },
    {
      name: 'generic-code-knows-no-social-network',
      comment: 'Only networks/index.ts lists the networks.',
      severity: 'error',
      from: { path: '^(src|migrations)/|^ormconfig', pathNot: [`${NETWORKS}[^/]+/`, `${NETWORKS}index\\.ts$`] },
      to: { path: `${NETWORKS}[^/]+/` },
    },
    {
      name: 'product-knows-no-tooling',
      severity: 'error',
      from: { path: '^(src|sandbox|migrations)/' },
      to: { path: '^(scripts|bench|test)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Neither imports nor is imported: dead, or forgotten.',
      severity: 'error',
      from: { orphan: true, pathNot: ['^migrations/', '\\.d\\.ts$', '^test/support/[^/]+\\.[mc]js$'] },
      to: {},
    },
    {
      name: 'no-dead-code',
      comment: 'Everything in src is reached from a program or from a test that says what it is for.',
      severity: 'error',
      from: { path: '^(src/main|scripts/[^/]+|bench/[^/]+)\\.ts$' },
      to: { path: '^src/', pathNot: [TEST_CODE, '^src/main\\.ts$'], reachable: false },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^(src|sandbox|migrations)/', pathNot: TEST_CODE },
      to: { path: TEST_CODE },
    },
    {
      name: 'no-dev-dependency-in-the-product',
      comment: 'The image is installed without development dependencies.',
      severity: 'error',
      from: { path: '^(src|sandbox|migrations)/|^ormconfig', pathNot: TEST_CODE },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data|test/architecture/planted)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types bind as well as imports of values.
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
