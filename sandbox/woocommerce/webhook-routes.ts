import type { JsonObject } from '../core/json.js';
import { jsonAnswer, WooError } from './answers.js';
import { bodyOf, invalid } from './body.js';
import { idFilter, pageAnswer, sortBy } from './listing.js';
import { orderRules, PAGE_RULES, type ParamRules } from './params.js';
import { route, type Call, type Route } from './routes.js';
import { TOPICS, type Webhook } from './webhooks.js';
import { readUrl } from '../core/read-url.js';

const LIST_RULES: ParamRules = {
  ...PAGE_RULES,
  ...orderRules(['date', 'id', 'title']),
  after: { type: 'date' },
  before: { type: 'date' },
  status: { type: 'string', default: 'all', values: ['all', 'active', 'paused', 'disabled'] },
};
const STATUSES = ['active', 'paused', 'disabled'] as const;
const ONE = 'webhooks/#';

export function webhookRoutes(): Route[] {
  return [
    route('GET', 'webhooks', 'list', LIST_RULES, ({ site, params, page }) => {
      const status = params.text('status');
      const wanted = idFilter(params);
      const kept = [...site.webhooks.list.values()].filter(
        (webhook) => (status === 'all' || webhook.status === status) && wanted(webhook.id),
      );
      const sorted = sortBy(kept, params, (webhook) => [
        params.text('orderby') === 'date' ? webhook.created : webhook.id,
        webhook.id,
      ]);
      return pageAnswer(page, sorted, (webhook) => site.webhooks.view(webhook));
    }),
    route('POST', 'webhooks', 'create', {}, (call) => {
      const { site } = call;
      const body = bodyOf(call);
      const missing = ['topic', 'delivery_url'].filter((name) => body[name] === undefined);
      if (missing.length > 0) {
        throw new WooError(400, 'rest_missing_callback_param', `Missing parameter(s): ${missing.join(', ')}`, {
          params: missing,
        });
      }
      const topic = topicOf(body);
      const webhook = site.webhooks.create({
        name: textOf(body, 'name') ?? `Webhook created on ${new Date(site.now * 1000).toUTCString()}`,
        status: statusOf(body) ?? 'active',
        topic: topic ?? '',
        delivery_url: deliveryUrlOf(body) ?? '',
        // The platform falls back to a hash of the user; a client that wants to verify sends its own.
        secret: textOf(body, 'secret') ?? 'sandbox-default-secret',
      });
      const location = site.links.rest(`webhooks/${webhook.id}`);
      return jsonAnswer(201, site.webhooks.view(webhook), { Location: location });
    }),
    route('GET', ONE, 'view', {}, (call) => jsonAnswer(200, call.site.webhooks.view(webhookOf(call)))),
    route('PUT', ONE, 'edit', {}, (call) => {
      const webhook = webhookOf(call);
      const body = bodyOf(call);
      const changes = {
        name: textOf(body, 'name'),
        status: statusOf(body),
        topic: topicOf(body),
        delivery_url: deliveryUrlOf(body),
        secret: textOf(body, 'secret'),
      };
      call.site.tick();
      call.site.webhooks.update(webhook, withoutUndefined(changes));
      return jsonAnswer(200, call.site.webhooks.view(webhook));
    }),
    route('DELETE', ONE, 'delete', { force: { type: 'boolean' } }, (call) => {
      const webhook = webhookOf(call);
      if (call.params.flag('force') !== true && bodyOf(call).force !== true) {
        throw new WooError(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
      }
      call.site.webhooks.list.delete(webhook.id);
      return jsonAnswer(200, call.site.webhooks.view(webhook));
    }),
  ];
}

function webhookOf({ site, path }: Call): Webhook {
  return site.webhooks.find(Number(path[0]));
}

function textOf(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string')
    throw invalid(name, `${name} is not of type string.`, 'rest_invalid_type', { param: name });
  return value;
}

function topicOf(body: JsonObject): string | undefined {
  const topic = textOf(body, 'topic');
  if (topic === undefined || topic in TOPICS || /^action\.\w+$/.test(topic)) return topic;
  throw new WooError(
    400,
    'woocommerce_rest_shop_webhook_invalid_topic',
    'Webhook topic is required and must be valid.',
  );
}

function deliveryUrlOf(body: JsonObject): string | undefined {
  const url = textOf(body, 'delivery_url');
  if (url === undefined || (/^https?:\/\//.test(url) && readUrl(url) !== null)) return url;
  throw new WooError(
    400,
    'woocommerce_rest_shop_webhook_invalid_delivery_url',
    'Webhook delivery URL must be a valid URL starting with http:// or https://.',
  );
}

function statusOf(body: JsonObject): Webhook['status'] | undefined {
  const status = textOf(body, 'status');
  const known = STATUSES.find((one) => one === status);
  if (status === undefined || known !== undefined) return known;
  throw invalid('status', 'status is not one of active, paused, and disabled.', 'rest_not_in_enum', null);
}

function withoutUndefined<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
