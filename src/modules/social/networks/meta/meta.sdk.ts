import type * as Sdk from 'facebook-nodejs-business-sdk';
import type { JsonObject } from '../../../../common/json.js';
import { badAnswer } from './meta.client.js';

/** A call as the SDK would make it. */
export interface SdkCall {
  method: string;
  /** `act_1/campaigns`, without the version: the SDK's own has ended (docs/adr/0020). */
  path: string;
  params: JsonObject;
}

/** What makes the SDK's calls instead of it. */
export type Carrier = (call: SdkCall) => Promise<JsonObject>;

interface Loaded {
  sdk: typeof Sdk;
  apiOn: (carry: Carrier) => Sdk.FacebookAdsApi;
}

/** The SDK wants one: it is never given ours, so that nothing of it could send it anywhere. */
const NO_TOKEN = 'in-a-header';

let loading: Promise<Loaded> | null = null;

/** Meta's official SDK, on a transport of ours. Loaded at the first call: it takes half a second and 35 MB. */
export function loadSdk(): Promise<Loaded> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<Loaded> {
  const sdk = await import('facebook-nodejs-business-sdk');

  /** All that the SDK would call itself, by axios, is called by the carrier. */
  class CarriedApi extends sdk.FacebookAdsApi {
    constructor(private readonly carry: Carrier) {
      // False: no crash reporter, which would catch this process's exceptions and send them to Meta.
      super(NO_TOKEN, 'en_US', false);
    }

    override async call<T>(method: string, path: string | string[], params: Record<string, unknown> = {}): Promise<T> {
      const asked = typeof path === 'string' ? furtherPage(path) : { path: path.join('/'), params: {} };
      const told = await this.carry({ method, path: asked.path, params: { ...asked.params, ...params } as JsonObject });
      // The SDK reads lists without looking.
      if (method === 'GET' && asked.path.includes('/') && !Array.isArray(told.data)) {
        throw badAnswer(`${asked.path} came without data`);
      }
      return told as T;
    }
  }
  return { sdk, apiOn: (carry) => new CarriedApi(carry) };
}

/** The address of a list's next page bears the token: only its path and its own parameters are followed. */
function furtherPage(address: string): { path: string; params: JsonObject } {
  const url = new URL(address);
  const path = /\/v\d+\.\d+\/(.+)$/.exec(url.pathname)?.[1];
  if (path === undefined) throw badAnswer('a further page has no known address');
  for (const secret of ['access_token', 'appsecret_proof']) url.searchParams.delete(secret);
  return { path, params: Object.fromEntries(url.searchParams) };
}
