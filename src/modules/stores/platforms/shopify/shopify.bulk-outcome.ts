import type { JsonObject } from '../../../../common/json.js';
import { errorOfUserErrors, errorOfGraphql, graphqlFaultsOf } from './shopify.errors.js';
import { isObject } from './shopify.node.js';

export interface LineFault {
  code: string;
  message: string;
}

/**
 * What one line of the result of a bulk mutation says: which line of the upload it is about, and what Shopify refused
 * (null: it is done). Undefined for a line that tells nothing of a line.
 */
export function outcomeOfLine(line: JsonObject, root: string): { line: number; fault: LineFault | null } | undefined {
  const number = line.__lineNumber;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
  return { line: number, fault: faultOf(line, root) };
}

function faultOf(line: JsonObject, root: string): LineFault | null {
  const faults = graphqlFaultsOf(line.errors);
  if (faults.length > 0) return worded(errorOfGraphql(faults));
  const payload = isObject(line.data) ? line.data[root] : undefined;
  if (!isObject(payload)) return { code: 'NO_ANSWER', message: 'Shopify said nothing of this change' };
  const refusal = errorOfUserErrors(payload);
  return refusal === null ? null : worded(refusal);
}

function worded(error: {
  provider_code: string | undefined;
  provider_message: string | undefined;
  message: string;
}): LineFault {
  return { code: error.provider_code ?? 'REJECTED', message: error.provider_message ?? error.message };
}
