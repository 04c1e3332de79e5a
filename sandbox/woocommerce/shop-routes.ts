import type { JsonObject } from '../core/json.js';
import { FIRST_CUSTOMER_ID } from './buyers.js';
import { jsonAnswer, WooError } from './answers.js';
import { idFilter, pageAnswer, selectFields, sortBy } from './listing.js';
import { orderRules, PAGE_RULES, type ParamRules } from './params.js';
import { escapeHtml } from './php.js';
import { route, type Route } from './routes.js';
import type { Site } from './site.js';
import { BRANDS, CATEGORIES, COLOURS, SIZES, TAGS, type Term } from './vocabulary.js';

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
    termList('categories', CATEGORIES, (term) => ({
      parent: term.parent,
      description: '',
      display: 'default',
      image: null,
      menu_order: 0,
    })),
    termList('brands', BRANDS, (term) => ({
      parent: term.parent,
      description: '',
      display: 'default',
      image: null,
      menu_order: 0,
    })),
    termList('tags', TAGS, () => ({ description: '' })),
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

function termList(name: string, terms: readonly Term[], more: (term: Term) => JsonObject): Route {
  return route('GET', `products/${name}`, 'list', TERM_RULES, ({ site, params, page }) => {
    const parent = params.integer('parent');
    const wanted = idFilter(params);
    const kept = terms.filter((term) => wanted(term.id) && (parent === null || term.parent === parent));
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
