import { TargetRefused } from '../target-guard.js';
import { ProxyHopError, type ProxyReason } from './proxy-fault.js';

/** Codes of Node, undici and its SOCKS client, in the order in which they are tried. */
const CODES: [RegExp, ProxyReason][] = [
  [/^(?:ENOTFOUND|EAI_)/, 'proxy_dns'],
  [/^ECONNREFUSED$/, 'proxy_refused'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES)$/, 'proxy_unreachable'],
  [/^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'proxy_timeout'],
  [/^UND_ERR_SOCKS5_AUTH_(?:FAILED|REJECTED|METHOD)$/, 'proxy_auth_failed'],
  [/^UND_ERR_SOCKS5_REPLY_2$/, 'proxy_forbidden'],
  [/^UND_ERR_SOCKS5_REPLY_[13456]$/, 'proxy_bad_gateway'],
  [/^(?:UND_ERR_SOCKS5|HPE_)/, 'proxy_bad_answer'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/, 'proxy_tls'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/, 'proxy_cut_off'],
];

/** What went wrong between us and the proxy. */
export function hopError(error: unknown): ProxyHopError {
  if (error instanceof ProxyHopError) return error;
  if (error instanceof TargetRefused) return new ProxyHopError('proxy_blocked', error);
  return new ProxyHopError(reasonOf(error), error);
}

/** Of an answer to CONNECT that was not 200. */
export function reasonOfStatus(status: number): ProxyReason {
  if (status === 407) return 'proxy_auth_failed';
  if (status === 504 || status === 408) return 'proxy_timeout';
  if (status >= 500) return 'proxy_bad_gateway';
  if (status >= 400) return 'proxy_forbidden';
  return 'proxy_bad_answer';
}

function reasonOf(error: unknown): ProxyReason {
  const { code, message } = wordsOf(error);
  const found = CODES.find(([pattern]) => pattern.test(code))?.[1];
  if (found !== undefined) return found;
  // undici's SOCKS client times its two steps with plain errors, and its plain-HTTP proxy tells a 407 by words alone.
  if (/timeout$/i.test(message)) return 'proxy_timeout';
  if (message.includes('(407)')) return 'proxy_auth_failed';
  return 'proxy_bad_answer';
}

/** Node's own errors are of another realm in tests: what they are is told by their code, not by their class. */
function wordsOf(error: unknown): { code: string; message: string } {
  if (typeof error !== 'object' || error === null) return { code: '', message: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return { code, message };
}
