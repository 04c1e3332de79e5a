import { type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** Of a certificate: RSA-SHA256 or ECDSA-SHA256, as the key is. */
const RSA_SHA256 = [1, 2, 840, 113549, 1, 1, 11];
const ECDSA_SHA256 = [1, 2, 840, 10045, 4, 3, 2];
const COMMON_NAME = [2, 5, 4, 3];
const SUBJECT_ALT_NAME = [2, 5, 29, 17];

export interface CertificateSubject {
  common_name: string;
  /** Names and IPv4 addresses that a TLS server with it may be reached by. */
  hosts?: string[];
}

/** A self-signed certificate in PEM, valid from 2020 to 2049: X.509 written by hand, since Node makes none. */
export function selfSigned(
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  subject: CertificateSubject,
): string {
  const algorithm =
    privateKey.asymmetricKeyType === 'rsa'
      ? sequence(objectId(RSA_SHA256), tagged(0x05, Buffer.alloc(0)))
      : sequence(objectId(ECDSA_SHA256));
  const common = tagged(0x0c, Buffer.from(subject.common_name));
  const name = sequence(tagged(0x31, sequence(objectId(COMMON_NAME), common)));
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(subject.hosts === undefined ? [] : [tagged(0xa3, sequence(altNames(subject.hosts)))]),
  );
  const signature = sign('SHA256', content, privateKey);
  const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function altNames(hosts: string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 4 ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host)),
  );
  return sequence(objectId(SUBJECT_ALT_NAME), tagged(0x04, sequence(...names)));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value));
}

function time(text: string): Buffer {
  return tagged(0x17, Buffer.from(text));
}

function objectId([first = 0, second = 0, ...rest]: number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return tagged(0x06, Buffer.from(bytes));
}
