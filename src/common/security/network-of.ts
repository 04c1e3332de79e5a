import ipaddr from 'ipaddr.js';

const IPV6_SITE_BITS = 64;

/**
 * What counts as one address when attempts are counted: an IPv4 address, or the /64 that one IPv6 line has for itself.
 * Text that is no address stays as it is.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${IPV6_SITE_BITS}`).toString()}/${IPV6_SITE_BITS}`;
}
