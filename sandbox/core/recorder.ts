import type { SandboxAnswer } from './provider.js';

/** One call that the sandbox received. */
export interface RecordedRequest {
  seq: number;
  /** ISO 8601. */
  at: string;
  provider: string;
  method: string;
  /** Path and query below the sandbox's origin. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Null while it is under way, and for a call that got no answer. */
  status: number | null;
  /** The answer's text, where answers are kept and it was not a stream. */
  answer?: string;
}

const MASK = '***';
const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-shopify-access-token',
  'x-api-key',
  'x-goog-api-key',
  'access-token',
]);
const SECRET_NAMES =
  'client_secret|consumer_secret|oauth_signature|access_token|refresh_token|fb_exchange_token|input_token|appsecret_proof|' +
  'code_verifier|auth_code|password|api_key|secret';
const SECRET_PARAMETERS = new RegExp(`((?:^|[?&])(?:${SECRET_NAMES})=)[^&#]*`, 'gi');
const SECRET_MEMBERS = new RegExp(`("(?:${SECRET_NAMES})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi');
const KEPT = 20_000;
const BODY_LIMIT = 262_144;

/** The last 20,000 calls, with secrets masked before they are kept. */
export class Recorder {
  private records: RecordedRequest[] = [];
  private seq = 0;

  /** `keepAnswers`: tells what was answered, too, its secrets masked. */
  constructor(private readonly keepAnswers = false) {}

  begin(provider: string, method: string, url: string, headers: Record<string, string>, body: Buffer): RecordedRequest {
    const record: RecordedRequest = {
      seq: ++this.seq,
      at: new Date().toISOString(),
      provider,
      method,
      url: url.replace(SECRET_PARAMETERS, `$1${MASK}`),
      headers: maskHeaders(headers),
      body: maskBody(body.toString('utf8', 0, BODY_LIMIT)),
      status: null,
    };
    this.records.push(record);
    // Cut in batches: shifting one by one would copy the whole list at every call.
    if (this.records.length >= KEPT + 1000) this.records = this.records.slice(-KEPT);
    return record;
  }

  /** What the call was answered with; a stream is not kept. */
  end(record: RecordedRequest, { status, body }: SandboxAnswer): void {
    record.status = status;
    if (this.keepAnswers && (typeof body === 'string' || Buffer.isBuffer(body)))
      record.answer = maskBody(body.toString());
  }

  /** Records after `since` (a seq), oldest first, at most 20,000. */
  list(provider: string | null, since: number): RecordedRequest[] {
    return this.records
      .slice(-KEPT)
      .filter((record) => record.seq > since && (provider === null || record.provider === provider));
  }

  clear(): number {
    const count = this.records.length;
    this.records = [];
    return count;
  }
}

function maskHeaders(headers: Record<string, string>): Record<string, string> {
  const masked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) masked[name] = SECRET_HEADERS.has(name) ? MASK : value;
  return masked;
}

function maskBody(body: string): string {
  return body.replace(SECRET_MEMBERS, `$1"${MASK}"`).replace(SECRET_PARAMETERS, `$1${MASK}`);
}
