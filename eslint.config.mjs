// The habits of the code as rules. Boundaries between folders are not here: .dependency-cruiser.cjs holds those.
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.spec.ts', '**/*.contract.ts', 'test/**/*.ts'];

/** ESLint's own rules that the compiler does not make needless. */
const CORE = {
  'for-direction': 'error',
  'no-async-promise-executor': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-debugger': 'error',
  'no-duplicate-case': 'error',
  'no-else-return': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-misleading-character-class': 'error',
  'no-prototype-builtins': 'error',
  'no-self-assign': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-catch': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
  'require-yield': 'error',
  eqeqeq: 'error',
};

/** What no file may contain, wherever it lies. */
const EVERYWHERE = [
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import the thing from the file that declares it.',
  },
  {
    selector: "CallExpression[callee.name='forwardRef']",
    message: 'No forwardRef: two modules that need each other are one module, or talk by events.',
  },
  {
    selector: 'ClassDeclaration[id.name=/^Base[A-Z]/]',
    message: 'No Base* classes that collect things: give the part a name of its own and inject it.',
  },
  {
    selector: "MemberExpression[object.name='URL'][property.name='canParse']",
    message: 'Take readUrl: that of Node 20 refuses letters such as ü once it is compiled.',
  },
];

const NO_HANDING_ON = {
  selector: 'ExportNamedDeclaration[source]',
  message: 'No re-exports: import the thing from the file that declares it. Only a door hands on what it speaks in.',
};

const NO_ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are read in src/common/config only, where they are checked; inject the configuration.',
};

const NO_WALL_CLOCK = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Ask the injected Clock: tests must be able to move time.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Ask the injected Clock: tests must be able to move time.',
  },
];

/** camelCase is code, snake_case is data: a field bears its column's name in SQL, entity, DTO and on the wire. */
const NAMING = [
  { selector: 'default', format: ['camelCase'], leadingUnderscore: 'allow' },
  { selector: 'import', format: null },
  { selector: 'variable', format: ['camelCase', 'UPPER_CASE', 'PascalCase'], leadingUnderscore: 'allow' },
  { selector: 'variable', modifiers: ['destructured'], format: null },
  { selector: 'parameter', format: ['camelCase', 'snake_case'], leadingUnderscore: 'allow' },
  { selector: 'parameter', modifiers: ['destructured'], format: null },
  { selector: 'parameter', filter: { regex: '^[A-Z]', match: true }, format: ['PascalCase'] },
  { selector: 'function', format: ['camelCase', 'PascalCase'] },
  { selector: 'typeLike', format: ['PascalCase'] },
  { selector: 'enumMember', format: ['PascalCase', 'UPPER_CASE'] },
  { selector: 'classProperty', format: ['camelCase', 'snake_case', 'UPPER_CASE'] },
  { selector: 'parameterProperty', format: ['camelCase', 'snake_case'] },
  { selector: 'accessor', format: ['camelCase', 'snake_case'] },
  { selector: 'typeProperty', format: null },
  { selector: 'objectLiteralProperty', format: null },
  { selector: 'objectLiteralMethod', format: null },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '.data/', 'test/architecture/planted/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        module: 'writable',
        require: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
    rules: {
      ...CORE,
      'no-undef': 'error',
      'no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300 }],
    },
  },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...CORE,
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/naming-convention': ['error', ...NAMING],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/max-params': ['error', { max: 7 }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      complexity: ['error', { max: 15 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...EVERYWHERE, NO_HANDING_ON],

      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Modules, DTOs and entities are classes with a decorator and nothing inside.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['private-constructors', 'decoratedFunctions'] }],
      // An implementation of an asynchronous port may have nothing to wait for and must reject, not throw.
      '@typescript-eslint/require-await': 'off',
      // `json<T>()` and `query<Row>()` name the shape of what comes from outside in one place: the call.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A type alias fits an index signature, an interface does not: JSON shapes need the alias.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/class-literal-property-style': 'off',
      // Option types of Nest and TypeORM are classes that everybody fills with literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },

  {
    files: ['src/**/*.ts'],
    ignores: TESTS,
    rules: {
      // Decorator metadata names a class when the file is loaded, even where the code uses it only as a type.
      '@typescript-eslint/no-use-before-define': [
        'error',
        {
          functions: false,
          variables: false,
          typedefs: false,
          enums: false,
          classes: true,
          ignoreTypeReferences: false,
        },
      ],
      'no-restricted-syntax': ['error', ...EVERYWHERE, NO_HANDING_ON, NO_ENVIRONMENT],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Call the outside through OutboundClient.' }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: ['undici', 'http', 'https', 'http2', 'node:http', 'node:https', 'node:http2'].map((name) => ({
            name,
            allowTypeImports: true,
            message: 'Calls to the outside go through OutboundClient: guard, proxy, budgets and recording are there.',
          })),
        },
      ],
    },
  },
  {
    files: ['src/modules/**/*.ts'],
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, NO_HANDING_ON, NO_ENVIRONMENT, ...NO_WALL_CLOCK] },
  },
  {
    files: ['src/modules/*/*.{api,events}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, NO_ENVIRONMENT, ...NO_WALL_CLOCK] },
  },
  // Where calls go out, and where they come in.
  { files: ['src/common/{outbound,http}/**/*.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  {
    files: ['src/common/config/**/*.ts', 'src/main.ts'],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, NO_HANDING_ON] },
  },

  // Command lines: they speak to a person on the console.
  {
    files: ['scripts/**/*.ts', 'bench/**/*.ts', 'sandbox/core/main.ts'],
    rules: { 'no-console': 'off' },
  },
  // A migration's class name carries its time stamp.
  { files: ['migrations/**/*.ts'], rules: { '@typescript-eslint/naming-convention': 'off' } },

  {
    files: TESTS,
    rules: {
      // A describe block is a list, not a function.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // Tests read answers of the wire, whose type is what they are about to check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
    },
  },
  prettier,
);
