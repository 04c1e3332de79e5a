import type { JsonObject } from '../core/json.js';
import { INTERESTS, LANGUAGES, PIXEL_ID, REGIONS } from './audience-data.js';
import { advertiserOf, type Route } from './call.js';
import { OBJECTIVES } from './campaigns.js';
import { pageOf } from './lists.js';
import { wrong } from './refusal.js';
import { SCOPES } from './tokens.js';

const PLACEMENTS = ['PLACEMENT_TIKTOK', 'PLACEMENT_PANGLE', 'PLACEMENT_GLOBAL_APP_BUNDLE'];

export const TOOL_ROUTES: Record<string, Route> = {
  'GET /tool/region/': {
    scope: SCOPES.ads,
    run: (call) => {
      advertiserOf(call);
      if (call.input.texts('placements', PLACEMENTS) === null)
        throw wrong('placements: Missing data for required field.');
      call.input.neededOf('objective_type', OBJECTIVES);
      call.input.oneOf('level_range', ['TO_COUNTRY', 'TO_PROVINCE', 'TO_CITY', 'TO_DISTRICT']);
      const regions = [...REGIONS].map(([location_id, [name, region_code]]) => ({
        location_id,
        name,
        region_code,
        level: 'COUNTRY',
        area_type: 'ADMINISTRATIVE',
        parent_id: '0',
        next_level_ids: [],
        support_below_18: region_code === 'US',
      }));
      return { region_info: regions, region_list: [...REGIONS.keys()] };
    },
  },
  'GET /tool/interest_category/': {
    scope: SCOPES.ads,
    run: (call) => {
      advertiserOf(call);
      call.input.whole('version', 1, 2);
      call.input.texts('placements', PLACEMENTS);
      call.input.texts('special_industries');
      call.input.text('language');
      const list = [...INTERESTS].map(([interest_category_id, interest_category_name]): JsonObject => ({
        interest_category_id,
        interest_category_name,
        level: 1,
        sub_category_ids: [],
        placements: PLACEMENTS,
        special_industries: [],
      }));
      return { interest_categories: list };
    },
  },
  'GET /tool/language/': {
    scope: SCOPES.ads,
    run: (call) => {
      advertiserOf(call);
      return { languages: [...LANGUAGES].map(([code, name]) => ({ code, name })) };
    },
  },
  'GET /pixel/list/': {
    scope: SCOPES.ads,
    run: (call) => {
      advertiserOf(call);
      const pixel: JsonObject = {
        pixel_id: PIXEL_ID,
        pixel_code: 'CSANDBOXPIXEL0000001',
        pixel_name: 'KSAP Demo Pixel',
        activity_status: 'ACTIVE',
      };
      const wanted = ['pixel_id', 'name', 'code'].every((name) => {
        const value = call.input.text(name);
        return value === null || value === pixel[name === 'pixel_id' ? name : `pixel_${name}`];
      });
      const { list, page_info } = pageOf(wanted ? [pixel] : [], call.input, 20);
      return { pixels: list ?? [], page_info: page_info ?? {} };
    },
  },
};
