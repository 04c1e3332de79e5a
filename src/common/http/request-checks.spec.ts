import 'reflect-metadata';
import { Body, type ExecutionContext, Param, Query } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { refuseUndeclaredInput } from './request-checks.js';

class Routes {
  bare(@Param('id') _id: string): void {}
  withQuery(@Query() _query: object): void {}
  withBody(@Body() _body: object): void {}
}

function check(route: keyof Routes, input: { query?: object; body?: unknown }): string[] {
  const context = { getHandler: () => Routes.prototype[route], getClass: () => Routes } as unknown as ExecutionContext;
  try {
    refuseUndeclaredInput(context, { query: {}, body: undefined, ...input } as unknown as FastifyRequest);
    return [];
  } catch (error) {
    return (error as { details: { errors: { field: string }[] } }).details.errors.map(({ field }) => field);
  }
}

describe('refuseUndeclaredInput', () => {
  it('names each query parameter and field of a route that declares none', () => {
    expect(check('bare', { query: { a: '1' }, body: { b: 2, c: 3 } })).toEqual(['a', 'b', 'c']);
    expect(check('withQuery', { query: { a: '1' }, body: { b: 2 } })).toEqual(['b']);
    expect(check('withBody', { query: { a: '1' }, body: { b: 2 } })).toEqual(['a']);
  });

  it('lets be what is empty', () => {
    for (const body of [undefined, null, {}, Buffer.from('signed bytes')]) expect(check('bare', { body })).toEqual([]);
  });

  it('refuses a body that is no object', () => {
    for (const body of ['text', [1], 5]) expect(check('bare', { body })).toEqual(['body']);
  });
});
