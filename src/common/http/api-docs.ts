import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  type ApiResponseSchemaHost,
  getSchemaPath,
} from '@nestjs/swagger';
import { ERROR_STATUS, type ErrorCode } from '../errors/app-error.js';
import { ErrorEnvelopeDto, PageDto } from './api-docs.dto.js';
import { DEFAULT_MESSAGE } from './envelope.js';

type Schema = ApiResponseSchemaHost['schema'];
type SchemaObject = Exclude<Schema, { $ref: string }>;

const EXAMPLE_TIME = '2026-11-22T10:30:00.000Z';
const EXAMPLE_REQUEST_ID = 'req_01K9ZK3V7T6Q4M8N2R5W0XJHYB';

/** What a route answers besides its usual answer. */
export interface OtherAnswer {
  status: 200 | 202;
  /** In which case. */
  when: string;
  /** The type under `data`; several: one of them. */
  data: Type | Type[];
  message: string;
  /** Example of `data`. */
  example: unknown;
}

/** What a route is and what it answers, said once; the envelope and the common failures are added here. */
export interface RouteDocs {
  summary: string;
  description?: string;
  /** The type under `data`; `null` for `data: null`; an array element type with `list: true` for a page of it. */
  data: Type | Type[] | null;
  list?: boolean;
  status?: 200 | 201 | 202;
  message?: string;
  /** Example of `data`. */
  example: unknown;
  /** Of another status than the usual one. */
  others?: OtherAnswer[];
  /** Codes beyond those that every route can answer. */
  failures?: ErrorCode[];
  /** Answers a file instead of the envelope: an example by its content type. `data` and `example` are then not shown. */
  file?: Record<string, string>;
  /** No access token is needed. */
  open?: boolean;
  /** Takes an Idempotency-Key: every POST of a person's does. */
  idempotent?: boolean;
  /** Takes `If-Match`, answers `ETag`. */
  etag?: 'read' | 'write';
}

/** Documents a route: summary, envelope with schema and example, failures with examples, headers. */
export function ApiRoute(docs: RouteDocs): MethodDecorator {
  const status = docs.status ?? 200;
  const models = docs.data === null ? [] : [docs.data].flat();
  const failures = new Set<ErrorCode>(['VALIDATION_ERROR', 'RATE_LIMITED', 'INTERNAL', ...(docs.failures ?? [])]);
  if (!docs.open) failures.add('UNAUTHENTICATED').add('TOKEN_EXPIRED');
  if (docs.idempotent) failures.add('IDEMPOTENCY_KEY_REUSED').add('CONFLICT');
  if (docs.etag === 'write') failures.add('PRECONDITION_FAILED');
  const decorators: (ClassDecorator | MethodDecorator)[] = [
    ApiOperation({ summary: docs.summary, ...(docs.description && { description: docs.description }) }),
    ApiExtraModels(ErrorEnvelopeDto, PageDto, ...models),
    ApiResponse({
      status,
      description: docs.message ?? DEFAULT_MESSAGE,
      headers: responseHeaders(docs),
      ...(docs.file ? { content: fileContent(docs.file) } : { schema: envelopeSchema(docs, models) }),
    }),
    ...(docs.others ?? []).map(otherResponse),
    ...failureResponses(failures),
  ];
  if (!docs.open) decorators.push(ApiBearerAuth());
  if (docs.idempotent) decorators.push(idempotencyHeader());
  if (docs.etag === 'write') decorators.push(ifMatchHeader());
  return applyDecorators(...decorators);
}

function otherResponse(other: OtherAnswer): MethodDecorator {
  const { status, when, data } = other;
  const headers = responseHeaders(status === 202 ? { status } : {});
  const models = [data].flat();
  const response = ApiResponse({ status, description: when, headers, schema: envelopeSchema(other, models, 'oneOf') });
  return applyDecorators(ApiExtraModels(...models), response);
}

function fileContent(examples: Record<string, string>): Record<string, { schema: SchemaObject; example: string }> {
  return Object.fromEntries(
    Object.entries(examples).map(([type, example]) => [
      type,
      { schema: { type: 'string', format: 'binary' }, example },
    ]),
  );
}

function envelopeSchema(
  docs: Pick<RouteDocs, 'message' | 'example' | 'list'>,
  models: Type[],
  several: 'allOf' | 'oneOf' = 'allOf',
): SchemaObject {
  const message = docs.message ?? DEFAULT_MESSAGE;
  return {
    type: 'object',
    required: ['success', 'data', 'message', 'timestamp', 'request_id'],
    properties: {
      success: { type: 'boolean', enum: [true] },
      data: dataSchema(docs, models, several),
      message: { type: 'string', example: message },
      timestamp: { type: 'string', format: 'date-time' },
      request_id: { type: 'string' },
    },
    example: { success: true, data: docs.example, message, timestamp: EXAMPLE_TIME, request_id: EXAMPLE_REQUEST_ID },
  };
}

function dataSchema(docs: Pick<RouteDocs, 'list'>, models: Type[], several: 'allOf' | 'oneOf'): Schema {
  const refs: Schema[] = models.map((model) => ({ $ref: getSchemaPath(model) }));
  const [only] = refs;
  if (!only) return { type: 'object', nullable: true, example: null };
  if (!docs.list) return refs.length === 1 ? only : { [several]: refs };
  return {
    type: 'object',
    required: ['items', 'page'],
    properties: { items: { type: 'array', items: only }, page: { $ref: getSchemaPath(PageDto) } },
  };
}

function responseHeaders(
  docs: Pick<RouteDocs, 'status' | 'etag'>,
): Record<string, { description: string; schema: SchemaObject }> {
  const text: SchemaObject = { type: 'string' };
  return {
    'X-Request-Id': { description: 'The id of this request, also in every log line and job of it', schema: text },
    RateLimit: { description: 'What is left of the rate limit', schema: text },
    ...(docs.status && {
      Location: {
        description: docs.status === 202 ? 'The address of the job' : 'The address of what was made',
        schema: text,
      },
    }),
    ...(docs.etag && { ETag: { description: 'The version, for If-Match', schema: text } }),
  };
}

function failureResponses(codes: Set<ErrorCode>): MethodDecorator[] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(ERROR_STATUS[code], [...(byStatus.get(ERROR_STATUS[code]) ?? []), code]);
  return [...byStatus].map(([status, list]) =>
    ApiResponse({
      status,
      description: list.map((code) => `\`${code}\``).join(' or '),
      content: {
        'application/json': {
          schema: { $ref: getSchemaPath(ErrorEnvelopeDto) },
          examples: Object.fromEntries(list.map((code) => [code, { value: exampleError(code) }])),
        },
      },
    }),
  );
}

function exampleError(code: ErrorCode): object {
  const [message, details] = EXAMPLE_ERRORS[code] ?? [code.toLowerCase().replaceAll('_', ' '), {}];
  return { success: false, error: { code, message, details }, timestamp: EXAMPLE_TIME, request_id: EXAMPLE_REQUEST_ID };
}

const EXAMPLE_ERRORS: Partial<Record<ErrorCode, [string, object]>> = {
  VALIDATION_ERROR: [
    'Invalid input data',
    {
      field: 'email',
      reason: 'must be an email address',
      errors: [{ field: 'email', reason: 'must be an email address' }],
    },
  ],
  UNAUTHENTICATED: ['An access token is needed: Authorization: Bearer …', {}],
  TOKEN_EXPIRED: ['The access token has expired: refresh it', {}],
  PAYLOAD_TOO_LARGE: ['The file is larger than 20 MiB', {}],
  UNSUPPORTED_MEDIA_TYPE: ['Send the file as text/csv or multipart/form-data', {}],
  FORBIDDEN: ['The confirmation is not the one that the consent came back with', {}],
  NOT_FOUND: ['Store not found', {}],
  RATE_LIMITED: ['Too many requests', { retry_after_seconds: 12 }],
  INTERNAL: ['Something went wrong on our side. Quote the request id when you report it.', {}],
  PROVIDER_AUTH_FAILED: [
    'The shop refused these credentials',
    { provider: 'shopify', provider_code: '401', provider_message: 'Invalid API key or access token' },
  ],
  CONFLICT: ['The first request with this Idempotency-Key is still running', { reason: 'in_progress' }],
  IDEMPOTENCY_KEY_REUSED: ['This Idempotency-Key was used with another request', {}],
  INVALID_CREDENTIALS: ['The email address or the password is not right', {}],
  MALFORMED_JSON: ['The request body is not valid JSON', {}],
  PRECONDITION_FAILED: [
    'It has changed since you read it: read it again and repeat the change',
    { current_etag: '"4f1c-9a2e"' },
  ],
  PROVIDER_REJECTED: [
    'The shop did not accept this',
    { provider: 'shopify', provider_code: 'INVALID', provider_message: 'Address is not allowed' },
  ],
  PROVIDER_UNAVAILABLE: [
    'The shop does not answer; try again later',
    { provider: 'woocommerce', provider_code: null, provider_message: null },
  ],
  PROVIDER_NOT_CONFIGURED: ['This installation has no keys for it', { setting: 'META_APP_ID' }],
  INVALID_STATE: ['It cannot go from cancelled to shipped', { from: 'cancelled', to: 'shipped', allowed: [] }],
};

function idempotencyHeader(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'For 24 hours the same key and body answer what the first request answered',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });
}

function ifMatchHeader(): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that you read: 412 when it has changed since',
    schema: { type: 'string' },
  });
}
