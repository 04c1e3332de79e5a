import { createHmac } from 'node:crypto';
import { GraphRefusal } from './refusal.js';

export interface MetaApp {
  id: string;
  secret: string;
  name: string;
  /** "Require App Secret": calls need appsecret_proof. */
  requires_proof: boolean;
}

export const MAIN_APP = 'sandbox-meta-app';
export const STRICT_APP = 'sandbox-meta-strict-app';

export function apps(): Map<string, MetaApp> {
  const list: MetaApp[] = [
    { id: MAIN_APP, secret: 'sandbox-meta-app-secret', name: 'KSAP sandbox', requires_proof: false },
    { id: STRICT_APP, secret: 'sandbox-meta-strict-app-secret', name: 'KSAP sandbox, strict', requires_proof: true },
  ];
  return new Map(list.map((app) => [app.id, app]));
}

/** The app with its secret. Throws GraphRefusal. */
export function appWith(known: ReadonlyMap<string, MetaApp>, id: string, secret: string): MetaApp {
  const app = known.get(id);
  if (app === undefined) {
    throw new GraphRefusal(101, 'Error validating application. Cannot get application info due to a system error.');
  }
  if (app.secret !== secret) throw new GraphRefusal(1, 'Error validating client secret.');
  return app;
}

/** What appsecret_proof must be for a token of the app. */
export function proofOf(app: MetaApp, token: string): string {
  return createHmac('sha256', app.secret).update(token).digest('hex');
}

/** Throws GraphRefusal when the proof is wrong, or is missing where the app demands one. */
export function checkProof(app: MetaApp, token: string, proof: string | null): void {
  if (proof === null) {
    if (!app.requires_proof) return;
    throw new GraphRefusal(100, 'API calls from the server require an appsecret_proof argument', {
      type: 'GraphMethodException',
    });
  }
  if (proof === proofOf(app, token)) return;
  throw new GraphRefusal(100, 'Invalid appsecret_proof provided in the API argument', { type: 'GraphMethodException' });
}
