import { HttpException } from '@nestjs/common';
import { AppError, type ErrorCode } from '../errors/app-error.js';
import { ProviderError } from '../outbound/provider-error.js';

const PROVIDER_RETRY_SECONDS = 30;

/** The AppError that tells the caller of `exception` what they may know of it. */
export function toAppError(exception: unknown): AppError {
  if (exception instanceof AppError) return exception;
  if (exception instanceof ProviderError) return fromProvider(exception);
  if (exception instanceof HttpException) return fromStatus(exception.getStatus(), exception.message);
  const code = (exception as { code?: unknown } | null)?.code;
  if (typeof code === 'string') {
    const known = fromFastify(code) ?? fromPostgres(code);
    if (known) return known;
  }
  if (exception instanceof Error && DRIVER_LOST.test(exception.message)) return databaseAway();
  const status = (exception as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return fromStatus(status, exception instanceof Error ? exception.message : 'Bad request');
  }
  return new AppError('INTERNAL', 'Something went wrong on our side. Quote the request id when you report it.');
}

function fromProvider(error: ProviderError): AppError {
  const details = {
    provider: error.provider,
    provider_code: error.provider_code ?? null,
    provider_message: error.provider_message ?? null,
  };
  switch (error.fault) {
    case 'auth':
      return new AppError('PROVIDER_AUTH_FAILED', error.message, details);
    case 'rejected':
      return new AppError('PROVIDER_REJECTED', error.message, details);
    case 'blocked_target':
      return AppError.validation([{ field: 'credentials', reason: error.message }], error.message);
    default: {
      const seconds = Math.ceil((error.retry_after_ms ?? PROVIDER_RETRY_SECONDS * 1000) / 1000);
      return new AppError('PROVIDER_UNAVAILABLE', error.message, details, { 'Retry-After': String(seconds) });
    }
  }
}

function fromFastify(code: string): AppError | undefined {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('PAYLOAD_TOO_LARGE', 'The request body is too large');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AppError('MALFORMED_JSON', 'The request body is empty though its content type is application/json');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new AppError('VALIDATION_ERROR', 'The body is not as long as Content-Length says');
    case 'FST_ERR_BAD_URL':
      return new AppError('VALIDATION_ERROR', 'The address is not a valid URL');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new AppError('NOT_FOUND', 'There is no such address');
    default:
      return undefined;
  }
}

/**
 * Faults of the caller's values that only Postgres noticed. Every other SQLSTATE is ours.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function fromPostgres(code: string): AppError | undefined {
  switch (code) {
    case '22003':
      return new AppError('VALIDATION_ERROR', 'A number is out of range');
    case '22007':
    case '22008':
      return new AppError('VALIDATION_ERROR', 'A date or time is out of range');
    case '22021':
    case '22P05':
      return new AppError('VALIDATION_ERROR', 'A text has characters that cannot be stored');
    case '23505':
      return new AppError('CONFLICT', 'It exists already');
    case '57014':
      return new AppError('SERVICE_UNAVAILABLE', 'The database took too long', {}, { 'Retry-After': '5' });
    default:
      return DATABASE_AWAY.has(code) ? databaseAway() : undefined;
  }
}

const DATABASE_AWAY = new Set(
  '53300 57P01 57P02 57P03 ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENOTFOUND EAI_AGAIN'.split(' '),
);
/** What the driver says, without a code, of a connection that broke or could not be had. */
const DRIVER_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

function databaseAway(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'The database is not reachable', {}, { 'Retry-After': '5' });
}

const STATUS_CODES: Partial<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'SERVICE_UNAVAILABLE',
};

function fromStatus(status: number, message: string): AppError {
  const code = STATUS_CODES[status] ?? (status >= 500 ? 'INTERNAL' : 'VALIDATION_ERROR');
  return new AppError(code, message);
}
