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
  const { protocol, host, username, password, ca_certificate: ca } = address;
  const faults: FieldFault[] = [];
  const fault = (field: string, reason: string): void => void faults.push({ field, reason });
  if (isIP(host) === 0 && (!HOST_NAME.test(host) || ODD_ADDRESS.test(host))) {
    fault('host', 'must be a host name or an IP address, without a scheme or a port');
  } else if (isIP(host) !== 0 && !isPublicAddress(host) && !isAllowed(host)) {
    fault('host', 'must not be an address of a private or reserved network');
  }
  if (password !== null && username === null) fault('password', 'needs a username beside it');
  if (username?.includes(':') && protocol !== 'socks5') fault('username', 'must not contain a colon');
  for (const [field, value] of Object.entries({ username, password })) {
    if (value === null) continue;
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) fault(field, 'must not contain control characters');
    if (Buffer.byteLength(value) > MOST_BYTES) fault(field, `must not be longer than ${MOST_BYTES} bytes`);
  }
  if (protocol === 'socks5' && username !== null && password === null) {
    fault('password', 'is needed beside a username: SOCKS5 knows no empty one');
  }
  if (ca !== null && protocol !== 'https') fault('ca_certificate', 'is only for proxies with protocol https');
  else if (ca !== null && !isCertificate(ca)) fault('ca_certificate', 'must be a certificate in PEM');
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
