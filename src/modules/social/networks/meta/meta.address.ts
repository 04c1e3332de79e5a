/** The one version that is called: Marketing API versions end sooner than the Graph's. */
export const META_VERSION = 'v26.0';

/** Address of a path of the Graph API with its query. */
export function graphAddress(base: string, path: string, query: Readonly<Record<string, string>>): string {
  const address = `${base}/${META_VERSION}/${path}`;
  const text = new URLSearchParams(query).toString();
  return text === '' ? address : `${address}?${text}`;
}

/** Where a person consents: on the network's own site; a stand-in for the Graph plays that too. */
export function dialogAddress(base: string, query: Readonly<Record<string, string>>): string {
  const site = base.replace(/^https:\/\/graph\.facebook\.com$/, 'https://www.facebook.com');
  return `${site}/${META_VERSION}/dialog/oauth?${new URLSearchParams(query).toString()}`;
}
