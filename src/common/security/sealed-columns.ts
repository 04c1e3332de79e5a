/** A column whose values are sealed secrets. */
export interface SealedColumn {
  table: string;
  column: string;
  /** `json`: a SealedSecret in a jsonb column; `text`: the string form in a text column. */
  form: 'json' | 'text';
  /** The primary key, column and type each; its values with `|` between are the `row_id` that the secret is bound to. */
  key: readonly (readonly [column: string, type: 'uuid' | 'text'])[];
}

/**
 * Every column that holds sealed secrets, in one place: `SecretBox.seal` takes no other, and `npm run keys:rotate`
 * goes through all of them.
 */
export const SEALED_COLUMNS = [
  { table: 'stores', column: 'api_credentials', form: 'json', key: [['id', 'uuid']] },
  { table: 'stores', column: 'webhook_secret', form: 'json', key: [['id', 'uuid']] },
  { table: 'mails', column: 'body_sealed', form: 'json', key: [['id', 'uuid']] },
  { table: 'refresh_tokens', column: 'replay_sealed', form: 'json', key: [['id', 'uuid']] },
  {
    table: 'idempotency_keys',
    column: 'body_sealed',
    form: 'json',
    key: [
      ['scope', 'text'],
      ['key', 'text'],
    ],
  },
  { table: 'webhook_endpoints', column: 'secret', form: 'json', key: [['id', 'uuid']] },
  { table: 'webhook_endpoints', column: 'previous_secret', form: 'json', key: [['id', 'uuid']] },
  { table: 'payment_processors', column: 'api_credentials', form: 'json', key: [['id', 'uuid']] },
  { table: 'payment_processors', column: 'webhook_secrets', form: 'json', key: [['id', 'uuid']] },
  { table: 'social_media_accounts', column: 'access_token', form: 'text', key: [['id', 'uuid']] },
  { table: 'social_media_accounts', column: 'refresh_token', form: 'text', key: [['id', 'uuid']] },
  { table: 'social_oauth_connections', column: 'code_verifier', form: 'text', key: [['id', 'uuid']] },
  { table: 'social_oauth_connections', column: 'access_token', form: 'text', key: [['id', 'uuid']] },
  { table: 'social_oauth_connections', column: 'refresh_token', form: 'text', key: [['id', 'uuid']] },
  { table: 'proxies', column: 'password', form: 'text', key: [['id', 'uuid']] },
] as const satisfies readonly SealedColumn[];

type Listed = (typeof SEALED_COLUMNS)[number];

/** Table and column of a listed column, for each of them. */
export type SealedPlace = Listed extends infer Each
  ? Each extends { table: infer Table; column: infer Column }
    ? { table: Table; column: Column }
    : never
  : never;
