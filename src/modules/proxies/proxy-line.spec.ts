import { parseProxyLine } from './proxy-line.js';

describe('parseProxyLine', () => {
  const plain = { protocol: 'http', host: '192.0.2.1', port: 8080, username: null, password: null };

  it.each([
    ['192.0.2.1:8080', plain],
    ['  192.0.2.1:8080  ', plain],
    ['192.0.2.1:8080:user:pass', { ...plain, username: 'user', password: 'pass' }],
    ['192.0.2.1:8080:user:pa:ss', { ...plain, username: 'user', password: 'pa:ss' }],
    ['192.0.2.1:8080:user:p@ss', { ...plain, username: 'user', password: 'p@ss' }],
    ['user:pass@192.0.2.1:8080', { ...plain, username: 'user', password: 'pass' }],
    ['user:p@ss@192.0.2.1:8080', { ...plain, username: 'user', password: 'p@ss' }],
    ['user@192.0.2.1:8080', { ...plain, username: 'user' }],
    ['http://192.0.2.1:8080/', plain],
    ['HTTPS://Proxy.Example:443', { ...plain, protocol: 'https', host: 'proxy.example', port: 443 }],
    ['socks5h://user:p%40%3A@192.0.2.1:8080', { ...plain, protocol: 'socks5', username: 'user', password: 'p@:' }],
    ['[2001:db8::1]:8080', { ...plain, host: '2001:db8::1' }],
    ['[2001:db8::1]:8080:u:p', { ...plain, host: '2001:db8::1', username: 'u', password: 'p' }],
    [
      'socks5://u:p@[2001:DB8::1]:1080',
      { ...plain, protocol: 'socks5', host: '2001:db8::1', port: 1080, username: 'u', password: 'p' },
    ],
  ])('reads %s', (line, expected) => {
    expect(parseProxyLine(line, 'http')).toEqual(expected);
  });

  it('takes the protocol that the list is of where the line names none', () => {
    expect(parseProxyLine('192.0.2.1:1', 'socks5')).toMatchObject({ protocol: 'socks5' });
    expect(parseProxyLine('http://192.0.2.1:1', 'socks5')).toMatchObject({ protocol: 'http' });
  });

  it.each([
    'words',
    '192.0.2.1',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '192.0.2.1:80:user',
    '2001:db8::1:8080',
    '[2001:zz8::1]:8080',
    'ftp://192.0.2.1:21',
    'http://192.0.2.1',
    'http://user:secret@',
    'http://user:%zz@192.0.2.1:80',
    ':8080',
    '@:8080',
  ])('says what is wrong with %s, and not its password', (line) => {
    const said = parseProxyLine(line, 'http');
    expect(typeof said).toBe('string');
    expect(said).not.toContain('secret');
  });
});
