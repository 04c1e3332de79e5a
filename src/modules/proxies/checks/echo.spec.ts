import { anonymityOf, parseEcho } from './echo.js';

describe('parseEcho', () => {
  it.each([
    ['{"ip":"192.0.2.1","country_iso":"de"}', '192.0.2.1', 'DE'],
    ['{"ip":"192.0.2.1","country":"Germany","country_code":"DE"}', '192.0.2.1', 'DE'],
    ['{"query":"2001:db8::1","countryCode":"FR"}', '2001:db8::1', 'FR'],
    ['{"origin":"10.0.0.1, 192.0.2.1"}', '192.0.2.1', null],
    ['fl=1\nip=192.0.2.1\nloc=NL\ntls=TLSv1.3\n', '192.0.2.1', 'NL'],
    ['ip=192.0.2.1\nloc=XX', '192.0.2.1', null],
    ['192.0.2.1\n', '192.0.2.1', null],
  ])('reads %j', (text, ip, country) => {
    expect(parseEcho(text)).toMatchObject({ ip, country });
  });

  it.each(['', '{}', '[]', 'null', '<html>Sign in</html>', '{"ip":"1.2.3"}', 'ip=nobody'])(
    'finds nobody in %j',
    (text) => {
      expect(parseEcho(text)).toBeNull();
    },
  );
});

describe('anonymityOf', () => {
  const of = (headers: Record<string, string> | null) => anonymityOf({ ip: '192.0.2.1', country: null, headers });

  it.each([
    [{ 'x-forwarded-for': '198.51.100.7' }, 'transparent'],
    [{ via: '1.1 proxy', forwarded: 'for="[2001:db8::7]:4711";proto=http' }, 'transparent'],
    [{ 'x-real-ip': '198.51.100.7:1234' }, 'transparent'],
    [{ via: '1.1 proxy' }, 'anonymous'],
    [{ 'x-forwarded-for': 'unknown' }, 'anonymous'],
    [{ 'proxy-connection': 'keep-alive' }, 'anonymous'],
    [{ host: 'echo.example' }, 'elite'],
    [{ 'x-forwarded-for': '192.0.2.1' }, 'elite'],
  ])('%j is %s', (headers, anonymity) => {
    expect(of(headers as unknown as Record<string, string>)).toBe(anonymity);
  });

  it('is not known when the echo does not tell what arrived', () => {
    expect(of(null)).toBeNull();
  });
});
