import {
  createParamDecorator,
  type CustomDecorator,
  type ExecutionContext,
  HttpCode,
  SetMetadata,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const PUBLIC = Symbol('ksap:public');
const UNWRAPPED = Symbol('ksap:unwrapped');
const RATE_CLASS = Symbol('ksap:rate-class');

/** Who calls, as the access token says and the session confirms. */
export interface Caller {
  user_id: string;
  session_id: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
    /** The body's bytes as they came, for signatures. */
    rawBody?: Buffer;
  }
}

/** A route that anybody may call. Every other route wants a valid access token. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(PUBLIC, true);

/** A route whose answer is not put into the envelope (streams, health, metrics). */
export const Unwrapped = (): CustomDecorator<symbol> => SetMetadata(UNWRAPPED, true);

/** `auth` routes share a much tighter rate limit, by address. */
export type RateClass = 'default' | 'auth' | 'unlimited';
export const RateLimited = (rateClass: RateClass): CustomDecorator<symbol> => SetMetadata(RATE_CLASS, rateClass);

/** A POST that reads or acts without creating answers 200. */
export const Answers200 = (): MethodDecorator => HttpCode(200);

/** The caller of a guarded route. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = context.switchToHttp().getRequest<FastifyRequest>().caller;
  if (!caller) throw new Error('CurrentCaller on a route without the guard');
  return caller;
});

export const isPublic = (context: ExecutionContext): boolean => flag(context, PUBLIC) === true;
export const isUnwrapped = (context: ExecutionContext): boolean => flag(context, UNWRAPPED) === true;
export const rateClassOf = (context: ExecutionContext): RateClass =>
  (flag(context, RATE_CLASS) as RateClass | undefined) ?? 'default';

function flag(context: ExecutionContext, key: symbol): unknown {
  const onHandler: unknown = Reflect.getMetadata(key, context.getHandler());
  return onHandler ?? (Reflect.getMetadata(key, context.getClass()) as unknown);
}
