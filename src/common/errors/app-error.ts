/** Every code that the wire can carry, with its HTTP status. */
export const ERROR_STATUS = {
  VALIDATION_ERROR: 400,
  MALFORMED_JSON: 400,
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  TOKEN_EXPIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  INVALID_STATE: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  PROVIDER_AUTH_FAILED: 424,
  PROVIDER_REJECTED: 424,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  PROVIDER_UNAVAILABLE: 503,
  PROVIDER_NOT_CONFIGURED: 503,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface FieldFault {
  /** Dotted path: `items.0.quantity`. */
  field: string;
  reason: string;
}

export type ErrorDetails = Record<string, unknown>;

/** The one error that modules throw on purpose; the HTTP layer turns it into the envelope. */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    /** Extra response headers, such as `Retry-After`. */
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'AppError';
    this.status = ERROR_STATUS[code];
  }

  /** 400 that names every wrong field; the first one stands in `details.field` and `details.reason`. */
  static validation(errors: FieldFault[], message = 'Invalid input data'): AppError {
    const first = errors[0];
    return new AppError('VALIDATION_ERROR', message, {
      field: first?.field ?? null,
      reason: first?.reason ?? message,
      errors,
    });
  }

  /** 404 for what does not exist and for what is another user's: the caller cannot tell them apart. */
  static notFound(what: string): AppError {
    return new AppError('NOT_FOUND', `${what} not found`);
  }

  static conflict(message: string, details: ErrorDetails = {}): AppError {
    return new AppError('CONFLICT', message, details);
  }

  static rateLimited(retryAfterSeconds: number, message = 'Too many requests'): AppError {
    const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
    return new AppError('RATE_LIMITED', message, { retry_after_seconds: seconds }, { 'Retry-After': String(seconds) });
  }
}
