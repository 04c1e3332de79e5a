import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { requestId } from '../ids/ids.js';
import { runWithContext } from '../logger/request-context.js';
import { findForbiddenText } from '../text/clean-text.js';
import { toAppError } from './app-error-of.js';
import { errorBody } from './envelope.js';
import { parseJsonBody, RESERVED_NAMES } from './json-body.js';
import { FILE_TYPES, TAKES_FILE, Upload } from './upload.js';

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_PARAM_LENGTH = 200;
const KEEP_ALIVE_MS = 72_000;
/** A client that takes longer than this to send its request is cut off. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Providers' deliveries are taken as bytes of any type: signatures are over bytes. */
const WEBHOOK_PREFIX = '/api/v1/webhooks/';

/** The HTTP server below Nest: ids, limits, bodies, and errors that happen before Nest is asked. */
export function createFastifyAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    bodyLimit: config.limits.body_bytes,
    trustProxy: config.trust_proxy as string[] | boolean,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // Node would answer a request without Host itself, with an empty body.
    http: { maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    frameworkErrors: ((error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendError(toAppError(error), request, reply);
    }) as never,
    clientErrorHandler: refuseUnparsable,
  });
}

/** Hooks and body parsers; call before `app.init()`. */
export function prepareFastify(fastify: FastifyInstance, logger: Logger): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.rawBody = bytes;
    try {
      done(null, isWebhook(request) ? bytes : parseJsonBody(bytes, request.headers['content-type']));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.rawBody = bytes;
    if (isWebhook(request)) done(null, bytes);
    else if (bytes.length === 0) done(null, undefined);
    else done(new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json'));
  });
  for (const type of [...KNOWN_FILES, FORM]) {
    fastify.addContentTypeParser(type, (request: FastifyRequest, body: Readable, done: BodyDone) => {
      const { [TAKES_FILE]: maxBytes, [FILE_TYPES]: types = ['text/csv'] } = request.routeOptions.config;
      if (maxBytes === undefined || ![...types, FORM].includes(type)) {
        const taken = maxBytes === undefined ? 'application/json' : [...types, FORM].join(', ');
        done(new AppError('UNSUPPORTED_MEDIA_TYPE', `Send the body as ${taken}`));
        return;
      }
      request.upload = new Upload(body, request.headers, maxBytes);
      done(null, undefined);
    });
  }
  fastify.addHook('onResponse', async (request) => {
    await request.upload?.discard();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    // Answers hold tokens and customers' data: no cache on the way may keep them.
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    const userAgent = request.headers['user-agent']?.slice(0, 500) ?? null;
    const fault = request.headers.host === undefined && request.raw.httpVersion === '1.1' ? HOSTLESS : undefined;
    runWithContext({ request_id: request.id, ip: request.ip, user_agent: userAgent }, () => {
      done(fault);
    });
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    done(inputFault(request));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    logger.info(
      { method: request.method, route, status: reply.statusCode, ms, user_id: request.caller?.user_id },
      'request',
    );
    done();
  });
}

/** What files may be sent as, on routes that take them: bare, or in a form. */
const KNOWN_FILES = ['text/csv', 'image/png', 'image/jpeg'];
const FORM = 'multipart/form-data';
type BodyDone = (error: Error | null, body?: unknown) => void;

const HOSTLESS = new AppError('VALIDATION_ERROR', 'A request needs a Host header');

const isWebhook = (request: FastifyRequest): boolean => request.url.startsWith(WEBHOOK_PREFIX);

/** What no route may be given: bodies that are no objects, texts that Postgres cannot hold, depth without end. */
function inputFault(request: FastifyRequest): Error | undefined {
  const { body, method } = request;
  if (!isWebhook(request)) {
    if (body === undefined && method !== 'GET' && method !== 'HEAD') request.body = {};
    else if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
      return AppError.validation([{ field: 'body', reason: 'must be a JSON object' }]);
    }
    const inBody = findForbiddenText(request.body);
    if (inBody) return AppError.validation([inBody]);
  }
  const reserved = RESERVED_NAMES.find((name) => Object.hasOwn(request.query as object, name));
  if (reserved) return AppError.validation([{ field: reserved, reason: 'unknown query parameter' }]);
  const elsewhere = findForbiddenText(request.query) ?? findForbiddenText(request.params);
  return elsewhere ? AppError.validation([elsewhere]) : undefined;
}

function sendError(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .status(error.status)
    .headers({ ...error.headers, 'x-request-id': request.id })
    .header('content-type', 'application/json; charset=utf-8')
    .send(errorBody(error, request.id));
}

/** What Node's HTTP parser refused never becomes a request; it is answered on the bare socket, in the envelope all the same. */
function refuseUnparsable(this: unknown, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new AppError('HEADERS_TOO_LARGE', 'The request headers are too large')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new AppError('REQUEST_TIMEOUT', 'The request took too long to arrive')
        : new AppError('VALIDATION_ERROR', 'This is not a valid HTTP request');
  const id = requestId();
  const body = errorBody(fault, id);
  socket.end(
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status] ?? ''}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n${body}`,
  );
}
