import type { Json } from '../core/json.js';
import { type GraphNode, Lazy } from './fields.js';
import { type MetaToken, PAGE_TOKEN, USER_ID } from './tokens.js';

export const PAGE_ID = '2000000001';
export const INSTAGRAM_ID = '17840000000000001';
export const PIXEL_ID = '5000000001';

/** What may come between the page and its Instagram account. */
export interface PageState {
  has_instagram: boolean;
  is_published: boolean;
}

export function userNode(token: MetaToken): GraphNode {
  const isPerson = token.user_id === USER_ID;
  return {
    type: 'User',
    id: token.user_id,
    defaults: ['name', 'id'],
    fields: {
      name: isPerson ? 'Sandra Sandbox' : 'KSAP system user',
      first_name: isPerson ? 'Sandra' : 'KSAP',
      last_name: isPerson ? 'Sandbox' : 'system user',
      email: undefined,
    },
  };
}

export function permissionNodes(token: MetaToken): GraphNode[] {
  const told = (permission: string, status: string): GraphNode => ({
    type: 'Permission',
    id: null,
    defaults: ['permission', 'status'],
    fields: { permission, status },
  });
  return [...token.scopes.map((one) => told(one, 'granted')), ...token.declined.map((one) => told(one, 'declined'))];
}

export function pageNode(state: PageState, mayAdvertise: boolean): GraphNode {
  const tasks: Json = mayAdvertise ? ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MANAGE'] : ['ANALYZE'];
  const instagram = new Lazy(() => (state.has_instagram ? instagramNode() : null));
  return {
    type: 'Page',
    id: PAGE_ID,
    defaults: ['access_token', 'category', 'name', 'id', 'tasks'],
    fields: {
      access_token: PAGE_TOKEN,
      category: 'Shopping & retail',
      category_list: [{ id: '200600219953504', name: 'Shopping & retail' }],
      connected_instagram_account: instagram,
      fan_count: 1204,
      followers_count: 1260,
      instagram_business_account: instagram,
      is_published: state.is_published,
      link: `https://www.facebook.com/${PAGE_ID}`,
      name: 'KSAP Demo Page',
      tasks,
      username: 'ksap.demo',
      verification_status: 'not_verified',
    },
  };
}

export function instagramNode(): GraphNode {
  return {
    type: 'IGUser',
    id: INSTAGRAM_ID,
    defaults: ['id'],
    fields: {
      biography: 'A shop that is none',
      followers_count: 803,
      follows_count: 12,
      ig_id: 1784000001,
      is_published: true,
      media_count: 41,
      name: 'KSAP Demo',
      profile_picture_url: 'https://scontent.sandbox.invalid/ksap.jpg',
      username: 'ksap.demo',
      website: 'https://shop.example',
    },
  };
}

/** GET act_X/adspixels: what sales are told to Meta by. */
export function pixelNode(): GraphNode {
  return {
    type: 'AdsPixel',
    id: PIXEL_ID,
    defaults: ['id'],
    fields: { name: 'KSAP Demo Pixel', is_unavailable: false, last_fired_time: undefined },
  };
}
