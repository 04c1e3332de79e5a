import type { JsonObject } from '../core/json.js';
import { FIRST_CUSTOMER_ID } from './buyers.js';
import type { SandboxAnswer } from '../core/provider.js';
import { jsonAnswer, WooError } from './answers.js';
import { bodyOf, checkBody } from './body.js';
import { idFilter, pageAnswer, selectFields, sortBy } from './listing.js';
import { orderRules, PAGE_RULES, type ParamRules } from './params.js';
import { escapeHtml } from './php.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { BRANDS, CATEGORIES, COLOURS, SIZES, type Term } from './vocabulary.js';

/** Neither date filter is here: the platform ignores them on customers, as on everything that it does not know. */
const CUSTOMER_RULES: ParamRules = {
  ...PAGE_RULES,
  ...orderRules(['id', 'include', 'name', 'registered_date'], 'name', 'asc'),
  email: { type: 'string' },
  role: {
    type: 'string',
    default: 'customer',
    values: ['all', 'administrator', 'editor', 'author', 'contributor', 'subscriber', 'customer', 'shop_manager'],
  },
};
const TERM_RULES: ParamRules = {
  ...PAGE_RULES,
  ...orderRules(['id', 'include', 'name', 'slug', 'term_group', 'description', 'count'], 'name', 'asc'),
  hide_empty: { type: 'boolean' },
  parent: { type: 'integer' },
};

export function shopRoutes(): Route[] {
  return [
    route('GET', 'customers', 'list', CUSTOMER_RULES, ({ site, params, page }) => {
      const wanted = idFilter(params);
      const email = params.text('email').toLowerCase();
      const search = params.text('search').toLowerCase();
      const role = params.text('role');
      const all = role === 'customer' || role === 'all' ? customerIds(site) : [];
      const emailOf = (id: number): string =>
        site.buyers.buyer('customer', id - FIRST_CUSTOMER_ID + 1).email.toLowerCase();
      const views = all.filter(
        (id) =>
          wanted(id) && (email === '' || emailOf(id) === email) && (search === '' || emailOf(id).includes(search)),
      );
      const by = params.text('orderby');
      const found = sortBy(views, params, (id) => [by === 'name' ? `cust${id - FIRST_CUSTOMER_ID + 1}` : id, id]);
      return pageAnswer(page, found, (id) => site.buyers.view(id, site.links));
    }),
    route('GET', 'customers/#', 'view', {}, ({ site, path, query }) => {
      const id = Number(path[0]);
      if (!site.buyers.has(id)) throw new WooError(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.');
      return jsonAnswer(200, selectFields(site.buyers.view(id, site.links), query));
    }),
    termList(
      'categories',
      () => CATEGORIES,
      (term) => ({
        parent: term.parent,
        description: '',
        display: 'default',
        image: null,
        menu_order: 0,
      }),
    ),
    termList(
      'brands',
      () => BRANDS,
      (term) => ({
        parent: term.parent,
        description: '',
        display: 'default',
        image: null,
        menu_order: 0,
      }),
    ),
    termList(
      'tags',
      (site) => site.tags,
      () => ({ description: '' }),
    ),
    route('POST', 'products/tags', 'create', {}, createTag),
    ...attributeRoutes(),
  ];
}

function attributeRoutes(): Route[] {
  return [
    route('GET', 'products/attributes', 'list', {}, ({ site }) =>
      jsonAnswer(
        200,
        ['Color', 'Size'].map((name, at) => ({
          id: at + 1,
          name,
          slug: `pa_${name.toLowerCase()}`,
          type: 'select',
          order_by: 'menu_order',
          has_archives: false,
          _links: site.links.record('products/attributes', at + 1),
        })),
      ),
    ),
    route('GET', 'products/attributes/#/terms', 'list', TERM_RULES, ({ site, path, page, params }) => {
      const names = path[0] === '1' ? [...COLOURS] : path[0] === '2' ? [...SIZES] : null;
      if (names === null) {
        throw new WooError(404, 'woocommerce_rest_taxonomy_invalid', 'Taxonomy does not exist.');
      }
      const terms = names.map((name, at) => ({ id: 30 + at, name, slug: name.toLowerCase() }));
      const sorted = sortBy(terms, params, (term) => [term.name, term.id]);
      return pageAnswer(page, sorted, (term) => ({
        ...term,
        description: '',
        menu_order: 0,
        count: site.catalog.specs.filter((spec) => spec.type === 'variable').length,
        _links: site.links.record(`products/attributes/${path[0] ?? ''}/terms`, term.id),
      }));
    }),
  ];
}

function customerIds(site: Site): number[] {
  return Array.from({ length: site.buyers.count }, (_, at) => FIRST_CUSTOMER_ID + at);
}

function createTag(call: Call): SandboxAnswer {
  const { site } = call;
  const body = bodyOf(call);
  checkBody(body, { name: { type: 'string' }, slug: { type: 'string' }, description: { type: 'string' } });
  if (typeof body.name !== 'string') {
    throw new WooError(400, 'rest_missing_callback_param', 'Missing parameter(s): name', { params: ['name'] });
  }
  const name = body.name;
  const same = site.tags.find((term) => term.name.toLowerCase() === name.toLowerCase());
  if (same !== undefined) {
    const words = 'A term with the name provided already exists with this parent.';
    throw new WooError(400, 'term_exists', words, { resource_id: same.id });
  }
  const term: Term = { id: site.freeId(), name, slug: slugOf(name), parent: 0 };
  site.tags.push(term);
  site.wrote('tags_created');
  const { parent: _parent, ...shown } = term;
  const _links = site.links.record('products/tags', term.id);
  return jsonAnswer(201, { ...shown, name: escapeHtml(name), description: '', count: 0, _links });
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function termList(name: string, all: (site: Site) => readonly Term[], more: (term: Term) => JsonObject): Route {
  return route('GET', `products/${name}`, 'list', TERM_RULES, ({ site, params, page }) => {
    const parent = params.integer('parent');
    const wanted = idFilter(params);
    const search = params.text('search').toLowerCase();
    const kept = all(site).filter(
      (term) =>
        wanted(term.id) &&
        (parent === null || term.parent === parent) &&
        (term.name.toLowerCase().includes(search) || term.slug.includes(search)),
    );
    const by = params.text('orderby');
    const sorted = sortBy(kept, params, (term) => [
      by === 'id' ? term.id : by === 'slug' ? term.slug : term.name,
      term.id,
    ]);
    return pageAnswer(page, sorted, (term) => ({
      id: term.id,
      name: escapeHtml(term.name),
      slug: term.slug,
      ...more(term),
      count: site.catalog.specs.filter((spec) => spec.categories.includes(term)).length,
      _links: {
        ...site.links.record(`products/${name}`, term.id),
        ...(term.parent > 0 ? { up: [{ href: site.links.rest(`products/${name}/${term.parent}`) }] } : {}),
      },
    }));
  });
}
