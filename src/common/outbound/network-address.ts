import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

const GLOBAL_UNICAST: Network = ipaddr.parseCIDR('2000::/3');
/** Public by their range, and yet the door to a cloud's own instance data (Azure's wire server). */
const METADATA: Network[] = [ipaddr.parseCIDR('168.63.129.16/32')];

/**
 * Whether the address is one of the open internet. Not so: private, loopback, link-local (with the clouds' metadata
 * addresses), shared (CGNAT), multicast, unspecified and reserved ones, and every IPv6 form that carries an IPv4
 * address inside (mapped, compatible, 6to4, NAT64, Teredo), whatever that is: each is a way round the first list.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed?.range() !== 'unicast') return false;
  if (parsed.kind() === 'ipv6' && !contains(GLOBAL_UNICAST, parsed)) return false;
  return !METADATA.some((network) => contains(network, parsed));
}

/** Addresses and networks that the operator opened. */
export class NetworkList {
  private readonly networks: Network[];

  /** CIDRs or single addresses. Throws on anything else, naming it. */
  constructor(entries: readonly string[]) {
    this.networks = entries.map((entry) => {
      const text = entry.trim();
      if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
      const address = parse(text);
      if (address === null) throw new Error(`${JSON.stringify(entry)} is neither an address nor a CIDR`);
      return [address, address.kind() === 'ipv4' ? 32 : 128];
    });
  }

  includes(address: string): boolean {
    const parsed = parse(address);
    return parsed !== null && this.networks.some((network) => contains(network, parsed));
  }
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

/** Only the usual spellings: four decimals, or IPv6. */
function parse(address: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  return ipaddr.IPv6.isValid(address) ? ipaddr.IPv6.parse(address) : null;
}
