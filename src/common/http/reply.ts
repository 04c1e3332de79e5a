/** JSON text made elsewhere (by Postgres), which is put into the envelope as it is. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** What a handler answers when plain data (200) does not say enough. */
export class Reply<T = unknown> {
  constructor(
    readonly data: T,
    readonly status: number,
    readonly message: string,
    readonly headers: Record<string, string> = {},
  ) {}
}

/** 201 with `Location`. */
export function created<T>(data: T, location: string, message: string): Reply<T> {
  return new Reply(data, 201, message, { Location: location });
}

/** 202 for work that goes on as a job. */
export function accepted<T>(data: T, location: string, message: string): Reply<T> {
  return new Reply(data, 202, message, { Location: location });
}

/** 200 with a message and, where the resource has one, its ETag. */
export function ok<T>(data: T, message: string, headers: Record<string, string> = {}): Reply<T> {
  return new Reply(data, 200, message, headers);
}
