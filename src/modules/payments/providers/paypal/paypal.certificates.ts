import { type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { readUrl } from '../../../../common/text/read-url.js';
import { isCertificateAddress } from './paypal.address.js';
import type { PaypalClient } from './paypal.client.js';

const KEPT_MS = 24 * 3_600_000;
/** Whoever forges names of certificates makes us ask PayPal for each: how long one that was not there stays unasked. */
const MISSED_MS = 60_000;
const MOST_KEPT = 100;
const MOST_IN_A_FILE = 6;

interface Kept {
  key: KeyObject | null;
  until: number;
}

/**
 * The certificates that PayPal signs its webhooks with, kept for a day.
 *
 * What is trusted: the address (PayPal's own hosts of the right environment, over TLS, or the very API that the installation was
 * set to), then of the file that each certificate is valid now, is issued and signed by the next one in it, and by a root that Node
 * trusts where such a root names itself as its issuer; and that the first one is PayPal's by name. A file that lacks the
 * intermediate certificates passes: then the TLS connection to PayPal's host is what vouches for it.
 */
export class PaypalCertificates {
  private readonly kept = new Map<string, Kept>();

  /** Its key; null: not from an address that is trusted, or no certificate to be trusted. Throws ProviderError when it cannot be had. */
  async keyAt(client: PaypalClient, address: string, now: number): Promise<KeyObject | null> {
    const url = readUrl(address);
    if (url === null || !isCertificateAddress(url, client.address)) return null;
    const kept = this.kept.get(url.href);
    if (kept !== undefined && kept.until > now) {
      if (kept.key !== null) return kept.key;
      throw new ProviderError({
        fault: 'unavailable',
        provider: 'paypal',
        message: 'PayPal’s certificate could not be had',
      });
    }
    const key = await this.fetch(client, url, now);
    this.keep(url.href, { key, until: now + KEPT_MS });
    return key;
  }

  private async fetch(client: PaypalClient, url: URL, now: number): Promise<KeyObject> {
    try {
      const answer = await client.file(url.href);
      const key = answer.status === 200 ? keyOf(answer.text, now, isPaypals(url)) : null;
      if (key !== null) return key;
      throw new ProviderError({
        fault: 'bad_answer',
        provider: 'paypal',
        message: `PayPal gave no good certificate (HTTP ${answer.status})`,
        status: answer.status,
      });
    } catch (error) {
      this.keep(url.href, { key: null, until: now + MISSED_MS });
      throw error;
    }
  }

  private keep(address: string, kept: Kept): void {
    this.kept.delete(address);
    this.kept.set(address, kept);
    const oldest = this.kept.size > MOST_KEPT ? this.kept.keys().next().value : undefined;
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}

/** Null: nothing in it that is to be trusted. */
export function keyOf(pem: string, now: number, mustBePaypals: boolean): KeyObject | null {
  const chain = chainOf(pem);
  const [leaf] = chain;
  if (leaf === undefined || chain.length > MOST_IN_A_FILE) return null;
  if (!chain.every((certificate) => isValidAt(certificate, now))) return null;
  if (mustBePaypals && !namesPaypal(leaf)) return null;
  const isChain = chain.every((certificate, index) => {
    const issuer = chain[index + 1];
    return issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
  const last = chain[chain.length - 1] ?? leaf;
  return isChain && agreesWithRoots(last) && leaf.publicKey.asymmetricKeyType === 'rsa' ? leaf.publicKey : null;
}

function chainOf(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

function isValidAt(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
}

function isPaypals(url: URL): boolean {
  return url.hostname.endsWith('.paypal.com');
}

function namesPaypal(certificate: X509Certificate): boolean {
  const names = [
    ...(certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '')),
    /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? '',
  ];
  return names.some((name) => /^([\w*-]+\.)*paypal\.com$/i.test(name));
}

/** One that says that a known root issued it must be signed by it. */
function agreesWithRoots(last: X509Certificate): boolean {
  const issuers = roots().filter((root) => last.checkIssued(root));
  return issuers.length === 0 || issuers.some((root) => last.verify(root.publicKey));
}

let parsedRoots: X509Certificate[] | null = null;

function roots(): X509Certificate[] {
  parsedRoots ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return parsedRoots;
}
