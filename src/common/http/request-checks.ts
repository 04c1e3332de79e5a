import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError, type FieldFault } from '../errors/app-error.js';

const ROUTE_ARGUMENTS = '__routeArguments__';
/** Nest's RouteParamtypes. */
const BODY = '3';
const QUERY = '4';

const declared = new WeakMap<object, { body: boolean; query: boolean }>();

/**
 * Refuses query and body fields of routes that declare none; routes that declare a DTO
 * have their unknown fields refused by the validation of it.
 */
export function refuseUndeclaredInput(context: ExecutionContext, request: FastifyRequest): void {
  const takes = declarationOf(context);
  const faults: FieldFault[] = [];
  if (!takes.query) faults.push(...unknownFields(request.query, 'unknown query parameter'));
  if (!takes.body) faults.push(...unknownFields(request.body, 'unknown field'));
  if (faults.length > 0) throw AppError.validation(faults);
}

function declarationOf(context: ExecutionContext): { body: boolean; query: boolean } {
  const handler = context.getHandler();
  const known = declared.get(handler);
  if (known) return known;
  const routeArguments = Reflect.getMetadata(ROUTE_ARGUMENTS, context.getClass(), handler.name) as object | undefined;
  const kinds = Object.keys(routeArguments ?? {}).map((key) => key.split(':')[0]);
  const takes = { body: kinds.includes(BODY), query: kinds.includes(QUERY) };
  declared.set(handler, takes);
  return takes;
}

function unknownFields(input: unknown, reason: string): FieldFault[] {
  if (input === null || input === undefined || Buffer.isBuffer(input)) return [];
  if (typeof input !== 'object' || Array.isArray(input)) return [{ field: 'body', reason: 'no body is expected here' }];
  return Object.keys(input).map((field) => ({ field, reason }));
}
