import { type Parameter, percentEncode, signatureBase } from '../../../../common/security/oauth1.js';
import { hmac, type HmacAlgorithm } from '../../../../common/security/signature.js';

/**
 * OAuth 1.0a without tokens ("one-legged", RFC 5849), which is how WooCommerce knows its caller over plain http.
 * A JSON body is not part of the signature.
 */

export interface Signer {
  consumer_key: string;
  consumer_secret: string;
  /** Unix seconds; the server allows 15 minutes of difference. */
  timestamp: number;
  /** Fresh for every call: the server refuses one that it has seen. */
  nonce: string;
}

/** Base64 of section 3.4.2; there is no token, so the key ends with a bare `&`. */
export function signature(base: string, consumer_secret: string, algorithm: HmacAlgorithm = 'sha256'): string {
  return hmac(algorithm, `${percentEncode(consumer_secret)}&`, base).toString('base64');
}

/**
 * The query's parameters with the signed `oauth_*` ones.
 * @param address without query, exactly as it is called: the server signs its own configured home address.
 */
export function signQuery(
  method: string,
  address: string,
  parameters: readonly Parameter[],
  signer: Signer,
): Parameter[] {
  const all: Parameter[] = [
    ...parameters,
    ['oauth_consumer_key', signer.consumer_key],
    ['oauth_nonce', signer.nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(signer.timestamp)],
  ];
  return [...all, ['oauth_signature', signature(signatureBase(method, address, all), signer.consumer_secret)]];
}
