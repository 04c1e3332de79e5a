import type { SandboxAnswer, SandboxRequest } from '../core/provider.js';
import { ALL_SCOPES } from './versions.js';

/** The sandbox's app: fixed, and plainly of no worth anywhere else. */
export const SANDBOX_APP = {
  access_token: 'shpat_sandbox_demo_token',
  client_id: 'sandbox-client-id',
  client_secret: 'sandbox-client-secret',
} as const;

const FIXED: Record<string, readonly string[]> = {
  [SANDBOX_APP.access_token]: ALL_SCOPES,
  shpat_sandbox_limited_token: ['read_products'],
  shpat_sandbox_reading_token: ALL_SCOPES.filter((scope) => !scope.startsWith('write_')),
  shpat_sandbox_recent_token: ALL_SCOPES.filter((scope) => scope !== 'read_all_orders'),
};

/** Access tokens: the fixed ones, and those granted for client credentials, which end after a day. */
export class Tokens {
  private readonly granted = new Map<string, number>();

  constructor(private readonly life_seconds: number) {}

  /** Null for a token that is missing, wrong or over. */
  scopesOf(token: string | undefined): readonly string[] | null {
    if (token === undefined) return null;
    const fixed = Object.hasOwn(FIXED, token) ? FIXED[token] : undefined;
    if (fixed !== undefined) return fixed;
    const end = this.granted.get(token);
    return end !== undefined && end > performance.now() ? ALL_SCOPES : null;
  }

  /** POST /admin/oauth/access_token, JSON or form. */
  grant(request: SandboxRequest): SandboxAnswer {
    const input = fieldsOf(request);
    if (input.grant_type !== 'client_credentials') {
      return this.refusal('unsupported_grant_type', 'grant_type must be client_credentials');
    }
    if (input.client_id !== SANDBOX_APP.client_id) {
      return this.refusal('application_cannot_be_found', 'The application cannot be found');
    }
    if (input.client_secret !== SANDBOX_APP.client_secret) {
      return this.refusal('invalid_client', 'The client secret is wrong');
    }
    const token = `shpat_sandbox_granted_${this.granted.size + 1}`;
    this.granted.set(token, performance.now() + this.life_seconds * 1000);
    return answer(200, {
      access_token: token,
      scope: ALL_SCOPES.join(','),
      expires_in: Math.max(0, this.life_seconds - 1),
    });
  }

  refusal(error: string, error_description: string): SandboxAnswer {
    return answer(400, { error, error_description });
  }
}

function fieldsOf(request: SandboxRequest): Record<string, unknown> {
  const text = request.body.toString('utf8');
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function answer(status: number, body: object): SandboxAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
