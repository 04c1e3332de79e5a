import { TargetGuard, TargetRefused } from './target-guard.js';

const guard = new TargetGuard([], null);

describe('TargetGuard.parse', () => {
  it.each([
    'https://shop.example.com/wp-json',
    'http://shop.example.com:8080',
    'HTTPS://Shop.Example.com/a@b?x=@y',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'https://müller.example/',
    'https://1.2.3.4.example.com/',
  ])('accepts %s', (url) => {
    expect(guard.parse(url)).toBeInstanceOf(URL);
  });

  it.each([
    ['loopback', 'http://127.0.0.1'],
    ['loopback, another', 'http://127.9.8.7'],
    ['unspecified', 'http://0.0.0.0'],
    ['this network', 'http://0.1.2.3'],
    ['private 10', 'http://10.0.0.1'],
    ['private 172', 'http://172.31.255.255'],
    ['private 192', 'http://192.168.1.1'],
    ['link-local, metadata', 'http://169.254.169.254/latest/meta-data'],
    ['metadata of Azure', 'http://168.63.129.16'],
    ['metadata of Alibaba, CGNAT', 'http://100.100.100.200'],
    ['CGNAT', 'http://100.64.0.1'],
    ['multicast', 'http://224.0.0.1'],
    ['broadcast', 'http://255.255.255.255'],
    ['reserved', 'http://240.0.0.1'],
    ['protocol assignments', 'http://192.0.0.192'],
    ['benchmarking', 'http://198.18.0.1'],
    ['documentation', 'http://203.0.113.5'],
    ['IPv6 loopback', 'http://[::1]'],
    ['IPv6 unspecified', 'http://[::]'],
    ['IPv6 link-local', 'http://[fe80::1]'],
    ['IPv6 unique local, metadata of AWS', 'http://[fd00:ec2::254]'],
    ['IPv6 site-local', 'http://[fec0::1]'],
    ['IPv6 multicast', 'http://[ff02::1]'],
    ['IPv6 documentation', 'http://[2001:db8::1]'],
    ['IPv4-mapped', 'http://[::ffff:127.0.0.1]'],
    ['IPv4-mapped, hex', 'http://[::ffff:a00:1]'],
    ['IPv4-mapped, though public', 'http://[::ffff:8.8.8.8]'],
    ['IPv4-compatible', 'http://[::127.0.0.1]'],
    ['IPv4-translated', 'http://[::ffff:0:127.0.0.1]'],
    ['6to4', 'http://[2002:7f00:1::]'],
    ['NAT64', 'http://[64:ff9b::7f00:1]'],
    ['NAT64, local', 'http://[64:ff9b:1::a00:1]'],
    ['Teredo', 'http://[2001:0:4136:e378:8000:63bf:80ff:fffe]'],
    ['decimal', 'http://2130706433'],
    ['decimal, though public', 'http://134744072'],
    ['octal', 'http://0177.0.0.1'],
    ['hex', 'http://0x7f.0.0.1'],
    ['hex in one', 'http://0x7f000001'],
    ['short', 'http://127.1'],
    ['leading zeros', 'http://010.0.0.1'],
    ['full-width digits', 'http://１２７.0.0.1'],
    ['percent-encoded', 'http://%31%32%37.0.0.1'],
    ['trailing dot', 'http://127.0.0.1.'],
    ['trailing dot of a name', 'http://example.com./'],
    ['user info', 'https://user:pass@example.com'],
    ['user info that hides a host', 'https://example.com@127.0.0.1'],
    ['backslash', 'https://example.com\\@127.0.0.1'],
    ['tab', 'https://exam\tple.com'],
    ['line break', 'https://example.com\r\nHost: x'],
    ['space before', ' https://example.com'],
    ['one slash', 'https:/example.com'],
    ['no scheme', '//example.com'],
    ['file', 'file:///etc/passwd'],
    ['ftp', 'ftp://example.com'],
    ['gopher', 'gopher://127.0.0.1:6379/_x'],
    ['data', 'data:text/plain,x'],
    ['javascript', 'javascript:alert(1)'],
    ['empty', ''],
    ['no host', 'http://'],
    ['bad port', 'http://example.com:99999'],
  ])('refuses %s: %s', (_name, url) => {
    expect(() => guard.parse(url)).toThrow(TargetRefused);
  });

  it('does not tell the address back', () => {
    expect(() => guard.parse('http://10.1.2.3')).toThrow(/private or reserved/);
    expect(() => guard.parse('http://10.1.2.3')).not.toThrow(/10\.1\.2\.3/);
  });

  it('opens what the operator opened, and nothing beside it', () => {
    const opened = new TargetGuard(['10.20.0.0/16', '127.0.0.1', 'fd00::/8'], null);
    expect(opened.parse('http://10.20.30.40/').hostname).toBe('10.20.30.40');
    expect(opened.parse('http://127.0.0.1:8080/').port).toBe('8080');
    expect(opened.parse('http://[fd12::1]/').hostname).toBe('[fd12::1]');
    for (const url of ['http://10.21.0.1', 'http://127.0.0.2', 'http://[fe80::1]', 'http://[::ffff:10.20.0.1]']) {
      expect(() => opened.parse(url)).toThrow(TargetRefused);
    }
    expect(() => opened.parse('http://0x0a.20.0.1')).toThrow(TargetRefused);
  });

  it('opens the origin of the sandbox, not its host', () => {
    const sandboxed = new TargetGuard([], 'http://127.0.0.1:4010/');
    expect(sandboxed.parse('http://127.0.0.1:4010/shopify/demo').port).toBe('4010');
    for (const url of [
      'http://127.0.0.1:4011',
      'http://127.0.0.1',
      'https://127.0.0.1:4010',
      'http://127.0.0.2:4010',
    ]) {
      expect(() => sandboxed.parse(url)).toThrow(TargetRefused);
    }
  });

  it('names a setting that is no network', () => {
    expect(() => new TargetGuard(['10.0.0.0/99'], null)).toThrow(/10\.0\.0\.0\/99/);
    expect(() => new TargetGuard(['localhost'], null)).toThrow(/localhost/);
  });
});

describe('TargetGuard.resolve', () => {
  const resolving = (...addresses: string[]): Promise<unknown> =>
    new TargetGuard([], null, async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ).resolve('shop.example.com');

  it('gives the addresses that were checked', async () => {
    await expect(resolving('93.184.215.14')).resolves.toEqual([{ address: '93.184.215.14', family: 4 }]);
  });

  it.each([
    ['10.0.0.1'],
    ['93.184.215.14', '127.0.0.1'],
    ['93.184.215.14', '::1'],
    ['::ffff:10.0.0.1'],
    ['fe80::1%eth0'],
  ])('refuses a name with any refused address among its own: %s %s', async (...addresses) => {
    await expect(resolving(...addresses)).rejects.toThrow(TargetRefused);
  });
});
