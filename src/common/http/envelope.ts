import type { AppError } from '../errors/app-error.js';
import { RawJson } from './reply.js';

export const DEFAULT_MESSAGE = 'Operation completed successfully';

/** The seed's success envelope, as text: `data` is serialised once, raw JSON is spliced in. */
export function successBody(data: unknown, message: string, requestId: string): string {
  const text = data instanceof RawJson ? data.text : JSON.stringify(data ?? null);
  return (
    `{"success":true,"data":${text},"message":${JSON.stringify(message)},` +
    `"timestamp":"${new Date().toISOString()}","request_id":${JSON.stringify(requestId)}}`
  );
}

/** The seed's error envelope, as text. */
export function errorBody(error: AppError, requestId: string): string {
  return JSON.stringify({
    success: false,
    error: { code: error.code, message: error.message, details: error.details },
    timestamp: new Date().toISOString(),
    request_id: requestId,
  });
}
