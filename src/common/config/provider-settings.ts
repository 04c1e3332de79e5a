import type { EnvReader } from './env-reader.js';

/** Addresses of outside services (no trailing slash; each the real one unless set) and the keys that are the installation's own. */
export interface ProviderSettings {
  readonly stripe_api_url: string;
  readonly paypal_api_url: string;
  readonly square_api_url: string;
  readonly meta_graph_url: string;
  readonly tiktok_api_url: string;
  readonly openai_base_url: string;
  readonly anthropic_base_url: string;
  readonly gemini_base_url: string;
  readonly google_trends_url: string;
  /** Says who called, for the tests of proxies: by plain http or https, as JSON or lines of `ip=…`. */
  readonly proxy_echo_url: string;
  readonly openai_api_key: string | null;
  readonly anthropic_api_key: string | null;
  readonly gemini_api_key: string | null;
  readonly meta_app_id: string | null;
  readonly meta_app_secret: string | null;
  readonly meta_ad_library_token: string | null;
  readonly tiktok_app_id: string | null;
  readonly tiktok_app_secret: string | null;
}

/** @param sandboxUrl what plays the payment services whose address is not set. */
export function readProviders(read: EnvReader, sandboxUrl: string | null): ProviderSettings {
  wantTogether(read, 'META_APP_ID', 'META_APP_SECRET');
  wantTogether(read, 'TIKTOK_APP_ID', 'TIKTOK_APP_SECRET');
  const paymentService = (variable: string, key: string, real: string): string =>
    read.httpAddress(variable) ?? (sandboxUrl === null ? real : `${sandboxUrl}/${key}`);
  return {
    stripe_api_url: paymentService('STRIPE_API_URL', 'stripe', 'https://api.stripe.com'),
    paypal_api_url: paymentService('PAYPAL_API_URL', 'paypal', 'https://api-m.paypal.com'),
    square_api_url: paymentService('SQUARE_API_URL', 'square', 'https://connect.squareup.com'),
    meta_graph_url: read.httpAddress('META_GRAPH_URL') ?? 'https://graph.facebook.com',
    tiktok_api_url: read.httpAddress('TIKTOK_API_URL') ?? 'https://business-api.tiktok.com',
    openai_base_url: read.httpAddress('OPENAI_BASE_URL') ?? 'https://api.openai.com/v1',
    anthropic_base_url: read.httpAddress('ANTHROPIC_BASE_URL') ?? 'https://api.anthropic.com',
    gemini_base_url: read.httpAddress('GEMINI_BASE_URL') ?? 'https://generativelanguage.googleapis.com',
    google_trends_url: read.httpAddress('GOOGLE_TRENDS_URL') ?? 'https://searchtrends.googleapis.com',
    proxy_echo_url: echoAddress(read, sandboxUrl),
    openai_api_key: read.text('OPENAI_API_KEY'),
    anthropic_api_key: read.text('ANTHROPIC_API_KEY'),
    gemini_api_key: read.text('GEMINI_API_KEY'),
    meta_app_id: read.text('META_APP_ID'),
    meta_app_secret: read.text('META_APP_SECRET'),
    meta_ad_library_token: read.text('META_AD_LIBRARY_TOKEN'),
    tiktok_app_id: read.text('TIKTOK_APP_ID'),
    tiktok_app_secret: read.text('TIKTOK_APP_SECRET'),
  };
}

/** With its query, which may bear a key: only the default names no secret. */
function echoAddress(read: EnvReader, sandboxUrl: string | null): string {
  const given = read.url('PROXY_ECHO_URL', ['http', 'https'])?.href;
  return given ?? (sandboxUrl === null ? 'https://www.cloudflare.com/cdn-cgi/trace' : `${sandboxUrl}/echo`);
}

function wantTogether(read: EnvReader, one: string, other: string): void {
  const hasOne = read.text(one) !== null;
  const hasOther = read.text(other) !== null;
  if (hasOne && !hasOther) read.fault(other, `must be set too, since ${one} is`);
  if (hasOther && !hasOne) read.fault(one, `must be set too, since ${other} is`);
}
