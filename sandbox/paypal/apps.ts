import { createHash } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../core/provider.js';
import { answer, badRequest, invalidClient, notAuthorized, Refusal, unauthenticated } from './refusal.js';

const SERVICES = 'https://uri.paypal.com/services/';
const PAYMENTS = ['payments/payment/authcapture', 'payments/realtimepayment'];
const READING = ['reporting/search/read', 'reporting/balances/read', 'disputes/read-seller', 'payments/payment'];

export interface App {
  client_id: string;
  client_secret: string;
  /** What it is for, in GET /_sandbox/shops. */
  may: string;
  scopes: string[];
}

/** REST apps of the one account, each with other features switched on. */
export const APPS: readonly App[] = [
  {
    client_id: 'sandbox-paypal-client',
    client_secret: 'sandbox-paypal-secret',
    may: 'everything',
    scopes: [...READING, ...PAYMENTS, 'payments/refund', 'applications/webhooks'],
  },
  {
    client_id: 'sandbox-paypal-readonly',
    client_secret: 'sandbox-paypal-readonly-secret',
    may: 'read, but neither refund nor subscribe to webhooks',
    scopes: [...READING, ...PAYMENTS],
  },
  {
    client_id: 'sandbox-paypal-plain',
    client_secret: 'sandbox-paypal-plain-secret',
    may: 'take payments: neither transaction search nor disputes are switched on',
    scopes: [...PAYMENTS, 'payments/payment', 'payments/refund', 'applications/webhooks'],
  },
];

/** The account that all of them are of: its payer id. */
export const ACCOUNT_ID = 'SANDBXKSAP2K8';

/** Seconds: PayPal's nine hours. */
const LIFE = 32_400;

interface Token {
  app: App;
  /** ms */
  until: number;
}

export class Tokens {
  private readonly tokens = new Map<string, Token>();
  /** The token that is handed out again until it ends, unless the caller wants none of the past. */
  private readonly current = new Map<App, string>();
  private made = 0;

  /** POST /v1/oauth2/token */
  grant(request: SandboxRequest): SandboxAnswer {
    const app = appOf(request.headers.authorization ?? '');
    const form = new URLSearchParams(request.body.toString('utf8'));
    for (const name of form.keys()) {
      if (!['grant_type', 'ignoreCache', 'response_type'].includes(name))
        throw badRequest('UNKNOWN', name, name, 'body');
    }
    if (form.get('grant_type') !== 'client_credentials') {
      const words = 'Grant Type is NULL or not supported';
      throw new Refusal(400, { error: 'unsupported_grant_type', error_description: words });
    }
    const text = this.tokenOf(app, form.get('ignoreCache') === 'true');
    const left = Math.floor(((this.tokens.get(text)?.until ?? 0) - Date.now()) / 1000);
    return answer(200, {
      scope: ['openid', ...app.scopes.map((scope) => SERVICES + scope)].join(' '),
      access_token: text,
      token_type: 'Bearer',
      // The same for every app of the sandbox.
      app_id: 'APP-80W284485P519543T',
      expires_in: left,
      nonce: `2026-01-01T00:00:00Z${createHash('sha256').update(text).digest('base64url')}`,
    });
  }

  /** @param wanted any one of these scopes is enough */
  mustAllow(request: SandboxRequest, wanted: readonly string[]): App {
    const [, text = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const token = this.tokens.get(text);
    if (token === undefined || token.until <= Date.now()) throw unauthenticated();
    if (!wanted.some((scope) => token.app.scopes.includes(scope))) throw notAuthorized();
    return token.app;
  }

  /** All tokens end now, as when a secret is replaced. */
  end(): void {
    this.tokens.clear();
    this.current.clear();
  }

  private tokenOf(app: App, isFresh: boolean): string {
    const kept = isFresh ? undefined : this.current.get(app);
    if (kept !== undefined && (this.tokens.get(kept)?.until ?? 0) > Date.now() + 60_000) return kept;
    this.made += 1;
    const text = `A21AA${createHash('sha256').update(`${app.client_id} ${this.made}`).digest('base64url')}`;
    this.tokens.set(text, { app, until: Date.now() + LIFE * 1000 });
    this.current.set(app, text);
    return text;
  }
}

function appOf(authorization: string): App {
  const [, basic = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const pair = Buffer.from(basic, 'base64').toString('utf8');
  const app = APPS.find(({ client_id, client_secret }) => pair === `${client_id}:${client_secret}`);
  if (app === undefined) throw invalidClient();
  return app;
}
