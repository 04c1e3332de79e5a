import type { Json, JsonObject } from '../core/json.js';
import { htmlAnswer, jsonAnswer, WooError } from './answers.js';
import { selectFields } from './listing.js';
import { escapeHtml, type PhpArray } from './php.js';
import { route, type Route } from './routes.js';
import type { SandboxAnswer } from '../core/provider.js';
import type { Site } from './site.js';
import { SITE_ZONE, siteOffset } from './site-time.js';

/** `wp-json/`: open to everybody, whatever they sign with. */
export function siteIndex(site: Site, query: PhpArray): SandboxAnswer {
  const rest = `${site.links.home}/wp-json`;
  const index: JsonObject = {
    name: escapeHtml(site.name),
    description: 'A local stand-in, not a real shop',
    url: site.links.home,
    home: site.links.home,
    gmt_offset: siteOffset(site.now) / 3600,
    timezone_string: SITE_ZONE,
    page_for_posts: 0,
    page_on_front: 0,
    show_on_front: 'posts',
    namespaces: ['oembed/1.0', 'wc/v1', 'wc/v2', 'wc/v3', 'wc-analytics', 'wp/v2'],
    authentication: [],
    routes: { '/wc/v3': { namespace: 'wc/v3', methods: ['GET'], _links: { self: [{ href: `${rest}/wc/v3` }] } } },
    _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
  };
  return jsonAnswer(200, selectFields(index, query));
}

/** `wp-json/wc/v3`: open as well. */
export function namespaceIndex(site: Site): SandboxAnswer {
  return jsonAnswer(200, {
    namespace: 'wc/v3',
    routes: {},
    _links: { up: [{ href: `${site.links.home}/wp-json/` }] },
  });
}

export function frontPage(site: Site): SandboxAnswer {
  return htmlAnswer(200, escapeHtml(site.name));
}

export function siteRoutes(): Route[] {
  return [
    route('GET', 'data/currencies/current', 'list', {}, ({ site }) =>
      jsonAnswer(200, {
        code: 'USD',
        name: 'United States (US) dollar',
        symbol: '&#36;',
        _links: {
          self: [{ href: site.links.rest('data/currencies/USD'), targetHints: { allow: ['GET'] } }],
          collection: [{ href: site.links.rest('data/currencies') }],
        },
      }),
    ),
    route('GET', 'settings/(general|products)', 'list', {}, ({ site, path }) =>
      jsonAnswer(200, settingsOf(site, path[0])),
    ),
    route('GET', 'settings/(general|products)/([\\w-]+)', 'view', {}, ({ site, path, query }) => {
      const setting = settingsOf(site, path[0]).find((one) => one.id === path[1]);
      if (setting === undefined) throw new WooError(404, 'rest_setting_setting_invalid', 'Invalid setting.');
      return jsonAnswer(200, selectFields(setting, query));
    }),
    route('GET', 'system_status', 'list', {}, ({ site }) => jsonAnswer(200, systemStatus(site))),
  ];
}

interface Setting extends JsonObject {
  id: string;
}

function settingsOf(site: Site, group: string | undefined): Setting[] {
  const setting = (id: string, label: string, type: string, fallback: string, value: string): Setting => ({
    id,
    label,
    description: label,
    type,
    default: fallback,
    tip: label,
    value,
    _links: {
      self: [
        {
          href: site.links.rest(`settings/${group ?? ''}/${id}`),
          targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH'] },
        },
      ],
      collection: [{ href: site.links.rest(`settings/${group ?? ''}`) }],
    },
  });
  const options: Record<string, JsonObject> = {
    woocommerce_default_country: { 'US:NY': 'United States (US) - New York' },
    woocommerce_currency: { USD: 'United States (US) dollar (&#36;) - USD', EUR: 'Euro (&euro;) - EUR' },
    woocommerce_currency_pos: { left: 'Left', right: 'Right' },
  };
  if (group === 'products') {
    return [
      withOptions(setting('woocommerce_weight_unit', 'Weight unit', 'select', 'kg', 'kg'), {
        kg: 'kg',
        g: 'g',
        lbs: 'lbs',
        oz: 'oz',
      }),
      withOptions(setting('woocommerce_dimension_unit', 'Dimensions unit', 'select', 'cm', 'cm'), {
        cm: 'cm',
        in: 'in',
      }),
    ];
  }
  return [
    setting('woocommerce_store_address', 'Address line 1', 'text', '', '1 Test St'),
    setting('woocommerce_store_city', 'City', 'text', '', 'Brooklyn'),
    setting('woocommerce_default_country', 'Country / State', 'select', 'US:CA', 'US:NY'),
    setting('woocommerce_store_postcode', 'Postcode / ZIP', 'text', '', '11201'),
    setting('woocommerce_calc_taxes', 'Enable taxes', 'checkbox', 'no', 'yes'),
    setting('woocommerce_currency', 'Currency', 'select', 'USD', 'USD'),
    setting('woocommerce_currency_pos', 'Currency position', 'select', 'left', 'left'),
    setting('woocommerce_price_thousand_sep', 'Thousand separator', 'text', ',', ','),
    setting('woocommerce_price_decimal_sep', 'Decimal separator', 'text', '.', '.'),
    setting('woocommerce_price_num_decimals', 'Number of decimals', 'number', '2', '2'),
  ].map((one) => withOptions(one, options[one.id]));
}

function withOptions(setting: Setting, options: JsonObject | undefined): Setting {
  if (options === undefined) return setting;
  const { _links: links, ...rest } = setting;
  return { ...rest, options, _links: links as Json };
}

function systemStatus(site: Site): JsonObject {
  return {
    environment: {
      home_url: site.links.home,
      site_url: site.links.home,
      version: '11.0.1',
      wp_version: '7.0.4',
      wp_multisite: false,
      php_version: '8.2.29',
      default_timezone: 'UTC',
      wp_cron: true,
      language: 'en_US',
    },
    database: { wc_database_version: '11.0.1' },
    active_plugins: [
      { plugin: 'woocommerce/woocommerce.php', name: 'WooCommerce', version: '11.0.1' },
      { plugin: 'order-status-manager/plugin.php', name: 'Order Status Manager', version: '2.4.0' },
    ],
    settings: {
      api_enabled: false,
      force_ssl: false,
      currency: 'USD',
      currency_symbol: '&#36;',
      currency_position: 'left',
      thousand_separator: ',',
      decimal_separator: '.',
      number_of_decimals: 2,
      HPOS_enabled: true,
    },
  };
}
