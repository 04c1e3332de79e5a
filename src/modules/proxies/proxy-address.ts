import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { FieldFault } from '../../common/errors/app-error.js';
import { isPublicAddress } from '../../common/outbound/network-address.js';
import type { ProxyProtocol } from '../../common/outbound/proxy/proxy-route.js';

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
/** All digits and dots, and yet no address: the resolver would read 127.1 as 127.0.0.1. */
const ODD_ADDRESS = /^(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+))*$/;
const MOST_BYTES = 255;

/** What says where a proxy is and who may use it. */
export interface ProxyAddress {
  protocol: ProxyProtocol;
  host: string;
  port: number;
  username: string | null;
  password: string | null;
  ca_certificate: string | null;
}

/** As it is stored: small letters, an IPv6 address without brackets. */
export function normalHost(host: string): string {
  const trimmed = host.trim().toLowerCase();
  const bare = /^\[(.*)\]$/.exec(trimmed)?.[1];
  return bare !== undefined && isIP(bare) === 6 ? bare : trimmed;
}

/** What is wrong with it, field by field; `isAllowed` says of a private IP address whether it may be used all the same. */
export function faultsOf(address: ProxyAddress, isAllowed: (host: string) => boolean): FieldFault[] {
  const { protocol, ca_certificate: ca } = address;
  const faults = [...faultsOfHost(address.host, isAllowed), ...faultsOfUser(address)];
  if (ca !== null && protocol !== 'https') {
    faults.push({ field: 'ca_certificate', reason: 'is only for proxies with protocol https' });
  } else if (ca !== null && !isCertificate(ca)) {
    faults.push({ field: 'ca_certificate', reason: 'must be a certificate in PEM' });
  }
  return faults;
}

function faultsOfHost(host: string, isAllowed: (host: string) => boolean): FieldFault[] {
  if (isIP(host) === 0) {
    if (HOST_NAME.test(host) && !ODD_ADDRESS.test(host)) return [];
    return [{ field: 'host', reason: 'must be a host name or an IP address, without a scheme or a port' }];
  }
  if (isPublicAddress(host) || isAllowed(host)) return [];
  return [{ field: 'host', reason: 'must not be an address of a private or reserved network' }];
}

function faultsOfUser({ protocol, username, password }: ProxyAddress): FieldFault[] {
  const faults: FieldFault[] = [];
  if (password !== null && username === null) faults.push({ field: 'password', reason: 'needs a username beside it' });
  if (username?.includes(':') && protocol !== 'socks5') {
    faults.push({ field: 'username', reason: 'must not contain a colon' });
  }
  for (const [field, value] of Object.entries({ username, password })) {
    if (value === null) continue;
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) faults.push({ field, reason: 'must not contain control characters' });
    if (Buffer.byteLength(value) > MOST_BYTES) {
      faults.push({ field, reason: `must not be longer than ${MOST_BYTES} bytes` });
    }
  }
  if (protocol === 'socks5' && username !== null && password === null) {
    faults.push({ field: 'password', reason: 'is needed beside a username: SOCKS5 knows no empty one' });
  }
  return faults;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return pem.trimStart().startsWith('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
}
