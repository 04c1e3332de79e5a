import { getVariableValues, Kind, OperationTypeNode, parse, validate, type OperationDefinitionNode } from 'graphql';

import type { BulkLine } from '../bulk/lines.js';
import { QueryError, type Args } from '../graphql/connection.js';
import { compile, run, type Resolvers } from '../graphql/executor.js';
import { missingScope } from '../graphql/service.js';
import { schema } from '../schema/sdl.js';
import type { ShopContext } from '../shop.js';
import { outcome, refuse } from './outcome.js';

interface UploadInput {
  filename: string;
  mimeType: string;
  resource: string;
  httpMethod?: 'PUT' | 'POST' | null;
}

/** `resolvers`: asked late, for they contain these. */
export function bulkMutations(resolvers: () => Resolvers<ShopContext>) {
  return {
    stagedUploadsCreate: (_: unknown, { input }: Args, shop: ShopContext) =>
      outcome(() => {
        const wanted = input as UploadInput[];
        const wrong = wanted.findIndex((one) => one.httpMethod !== 'POST');
        if (wrong !== -1) refuse(['input', String(wrong), 'httpMethod'], 'Only POST is offered here');
        return { stagedTargets: wanted.map((one) => shop.uploads.target(one.filename, one.mimeType)) };
      }),

    bulkOperationRunMutation: (_: unknown, { mutation, stagedUploadPath }: Args, shop: ShopContext) =>
      outcome(() => {
        const operation = operationOf(String(mutation));
        const file = shop.uploads.get(String(stagedUploadPath));
        if (file === null) return refuse(['stagedUploadPath'], 'The JSONL file could not be found.', 'NO_SUCH_FILE');
        const lines = file.split('\n').filter((line) => line.trim() !== '');
        if (lines.length === 0) refuse(['stagedUploadPath'], 'The JSONL file is empty.', 'INVALID_STAGED_UPLOAD_FILE');
        const begun = shop.bulk.startMutation(
          String(mutation),
          () => linesOf(operation, lines, resolvers(), shop),
          shop,
        );
        if (begun === null) {
          const message = 'A maximum of 5 bulk mutation operations can be run at once for this app and shop.';
          refuse(null, message, 'LIMIT_REACHED');
        }
        return { bulkOperation: begun };
      }),
  };
}

function operationOf(text: string): OperationDefinitionNode {
  const at = ['mutation'];
  try {
    const document = parse(text);
    const [fault] = validate(schema, document);
    if (fault !== undefined) refuse(at, fault.message, 'INVALID_MUTATION');
    const [operation, more] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || more !== undefined) {
      return refuse(at, 'The mutation must be one operation.', 'INVALID_MUTATION');
    }
    if (operation.operation !== OperationTypeNode.MUTATION || operation.selectionSet.selections.length !== 1) {
      refuse(at, 'The mutation must have one field.', 'INVALID_MUTATION');
    }
    if (/^(bulkOperation|stagedUploads)/.test(nameOf(operation))) {
      refuse(at, 'The mutation cannot be run in bulk.', 'INVALID_MUTATION');
    }
    return operation;
  } catch (error) {
    if (error instanceof Error && error.name === 'GraphQLError') return refuse(at, error.message, 'INVALID_MUTATION');
    throw error;
  }
}

function nameOf({ selectionSet: { selections } }: OperationDefinitionNode): string {
  const [field] = selections;
  return field?.kind === Kind.FIELD ? field.name.value : '';
}

/** One result line for each line of the upload, in its order. */
function* linesOf(
  operation: OperationDefinitionNode,
  lines: string[],
  resolvers: Resolvers<ShopContext>,
  shop: ShopContext,
): Generator<BulkLine> {
  for (const [number, line] of lines.entries()) {
    const json = JSON.stringify({ ...answerTo(operation, line, resolvers, shop), __lineNumber: number });
    yield { json, root: true };
  }
}

function answerTo(
  operation: OperationDefinitionNode,
  line: string,
  resolvers: Resolvers<ShopContext>,
  shop: ShopContext,
): object {
  const type = schema.getMutationType();
  if (type === null || type === undefined) throw new Error('the schema has no mutations');
  const scope = missingScope(nameOf(operation), shop);
  if (scope !== null) return { errors: [{ message: `Access denied. Required access: ${scope}`, extensions: { code: 'ACCESS_DENIED' } }] }; // prettier-ignore
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { errors: [{ message: 'The line is not JSON' }] };
  }
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (variables.errors !== undefined) return { errors: variables.errors.map(({ message }) => ({ message })) };
  const input = { schema, fragments: new Map(), variables: variables.coerced, resolvers };
  try {
    return { data: run(compile(input, type, [operation.selectionSet]), {}, shop) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { errors: [{ message: error.message, extensions: error.extensions }] };
  }
}
