import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SandboxAnswer, SandboxContext, SandboxProvider, WebhookSend } from '../core/provider.js';
import { SANDBOX_APP } from './tokens.js';
import { createShopify } from './provider.js';

export interface Harness {
  provider: SandboxProvider;
  sent: WebhookSend[];
  /** The parsed answer to a GraphQL document. */
  ask<T = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    token?: string,
  ): Promise<Answer<T>>;
  get(path: string, headers?: Record<string, string>): ReturnType<SandboxProvider['handle']>;
}

export interface Answer<T> {
  data: T;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
  extensions: {
    cost: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: Record<string, number> };
  };
}

/** A provider without a socket, for unit specs. */
export function harness(
  input: { seed?: number; orders?: number; products?: number; settings?: Record<string, string> } = {},
): Harness {
  const sent: WebhookSend[] = [];
  const settings: Record<string, string> = {
    SANDBOX_SHOPIFY_RESTORE: '100000',
    SANDBOX_SHOPIFY_BULK_DELAY_MS: '5',
    ...input.settings,
  };
  const context: SandboxContext = {
    seed: input.seed ?? 1,
    orders: input.orders ?? 60,
    products: input.products ?? 20,
    url: () => 'http://sandbox.test',
    deliver: (send) => void sent.push(send),
    setting: (name) => settings[name],
    ledger: () => {
      throw new Error('a shop keeps no books of its payment service');
    },
    sold: () => undefined,
    spent: () => undefined,
  };
  const provider = createShopify(context);
  const handle = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): ReturnType<SandboxProvider['handle']> => {
    const url = new URL(`http://sandbox.test/shopify${path}`);
    return provider.handle({ method, url, path: path.split('?')[0] ?? '', headers, body: Buffer.from(body) });
  };
  return {
    provider,
    sent,
    async ask<T>(query: string, variables: Record<string, unknown> = {}, token: string = SANDBOX_APP.access_token) {
      const headers = { 'content-type': 'application/json', 'x-shopify-access-token': token };
      const answer = await handle(
        'POST',
        '/demo/admin/api/2026-10/graphql.json',
        headers,
        JSON.stringify({ query, variables }),
      );
      return JSON.parse(await bodyOf(answer)) as Answer<T>;
    },
    get: (path, headers = {}) => handle('GET', path, headers, ''),
  };
}

export function bodyOf({ body }: SandboxAnswer): Promise<string> {
  return body instanceof Readable ? text(body) : Promise.resolve(body.toString());
}
