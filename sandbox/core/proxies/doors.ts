import type { Exit } from './exits.js';

/** One proxy of the sandbox. */
export interface ProxyDoor {
  id: string;
  protocol: 'http' | 'https' | 'socks5';
  /** Null: it asks nobody who they are. */
  username: string | null;
  password: string | null;
  exit: Exit;
  /** Whether it tells targets whom it calls for (Via, X-Forwarded-For); only where it can see the call. */
  is_transparent: boolean;
}

const USER = { username: 'sandbox-proxy', password: 'sandbox-proxy-password' };
const NOBODY = { username: null, password: null };

/** Their exits are addresses for documentation (RFC 5737): no real machine's. */
export const DOORS: readonly ProxyDoor[] = [
  { id: 'http', protocol: 'http', ...USER, exit: { ip: '203.0.113.10', country: 'DE' }, is_transparent: false },
  { id: 'https', protocol: 'https', ...USER, exit: { ip: '203.0.113.20', country: 'NL' }, is_transparent: false },
  { id: 'socks5', protocol: 'socks5', ...USER, exit: { ip: '203.0.113.30', country: 'US' }, is_transparent: false },
  { id: 'http_open', protocol: 'http', ...NOBODY, exit: { ip: '198.51.100.10', country: 'PL' }, is_transparent: true },
  {
    id: 'socks5_open',
    protocol: 'socks5',
    ...NOBODY,
    exit: { ip: '198.51.100.30', country: 'ES' },
    is_transparent: false,
  },
];
