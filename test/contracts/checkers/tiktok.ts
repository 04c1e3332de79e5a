import type { OpenApi } from './openapi.js';
import { publishedSpec } from './openapi-specs.js';

interface Described {
  parameters?: { name: string; in: string }[];
  responses?: Record<string, Told>;
}
interface Told {
  content?: Record<string, { schema?: { properties?: Record<string, { properties?: object }> } }>;
}

/**
 * TikTok's published document, as it is meant; null where it is absent. Some operations have the token's header twice, once as
 * a parameter of the query; and `data` that nothing is told of is written as an object without members.
 */
export function tiktokSpec(): OpenApi | null {
  const spec = publishedSpec('tiktok-business-v1.3.openapi.json');
  for (const item of Object.values(spec?.paths ?? {})) {
    for (const operation of Object.values(item ?? {}) as Described[]) {
      operation.parameters = operation.parameters?.filter((one) => one.in !== 'query' || one.name !== 'Access-Token');
      for (const response of Object.values(operation.responses ?? {})) openData(response);
    }
  }
  return spec;
}

function openData({ content }: Told): void {
  const data = content?.['application/json']?.schema?.properties?.data;
  if (data?.properties !== undefined && Object.keys(data.properties).length === 0) delete data.properties;
}
