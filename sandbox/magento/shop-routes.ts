import type { Json } from '../core/json.js';
import { MagentoError, noSuchEntity } from './answers.js';
import { criteriaOf, find, listAnswer, pageOf } from './criteria.js';
import { route, type Call, type Route } from './routes.js';

const STORE = 'Magento_Backend::store';
const CUSTOMERS = 'Magento_Customer::customer';

/** The shop's configuration, its accounts, and what became of work that was handed in as a whole. */
export function shopRoutes(): Route[] {
  return [
    route('GET', 'store/storeConfigs', STORE, ({ site }) => [config(site.home)]),
    route('GET', 'store/websites', STORE, ({ site }) => [
      { id: 0, code: 'admin', name: 'Admin', default_group_id: 0 },
      { id: 1, code: 'base', name: site.name, default_group_id: 1 },
    ]),
    route('GET', 'customers/search', CUSTOMERS, listCustomers),
    route('GET', 'customers/:id', CUSTOMERS, oneCustomer),
    route('GET', 'bulk/:uuid/detailed-status', 'Magento_Logging::system_magento_logging_bulk_operations', (call) =>
      call.site.bulk.detailed(call.path[0] ?? ''),
    ),
  ];
}

function config(home: string): Json {
  const url = `${home}/`;
  return {
    id: 1,
    code: 'default',
    website_id: 1,
    locale: 'en_US',
    base_currency_code: 'USD',
    default_display_currency_code: 'USD',
    timezone: 'America/Chicago',
    weight_unit: 'lbs',
    base_url: url,
    base_link_url: url,
    base_static_url: `${url}static/`,
    base_media_url: `${url}media/`,
    secure_base_url: url,
    secure_base_link_url: url,
    secure_base_static_url: `${url}static/`,
    secure_base_media_url: `${url}media/`,
  };
}

function listCustomers({ site, query }: Call): Json {
  const criteria = criteriaOf(query);
  const found = find(site.customers.ids(), criteria, (id, field) => {
    const value = site.customers.value(id, field);
    if (value === undefined) throw new MagentoError(400, `Invalid attribute name: ${field}`);
    return value;
  });
  return listAnswer(
    pageOf(found, criteria).map((id) => site.customers.view(id)),
    criteria,
    found.length,
  );
}

function oneCustomer({ site, path }: Call): Json {
  const id = Number(path[0]);
  if (!site.customers.has(id)) throw noSuchEntity('customerId', path[0] ?? '');
  return site.customers.view(id);
}
