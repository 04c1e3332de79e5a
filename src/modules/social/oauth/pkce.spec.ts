import { challengeOf, randomToken } from './pkce.js';

describe('PKCE', () => {
  it('makes the challenge of the RFC’s own example', () => {
    // https://www.rfc-editor.org/rfc/rfc7636#appendix-B
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(challengeOf(verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it('makes tokens of 43 characters that need no escaping, never the same', () => {
    const tokens = Array.from({ length: 50 }, randomToken);
    expect(new Set(tokens).size).toBe(50);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
