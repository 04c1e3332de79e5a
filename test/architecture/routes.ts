import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Route {
  /** `GET /api/v1/stores/:store_id` */
  name: string;
  method: string;
  /** With `:parameters`. */
  path: string;
  controller: Type;
  handler: () => unknown;
}

/** Every route that a controller declares, as the app serves it. */
export function routesOf(app: NestFastifyApplication, prefix: string, unprefixed: string[]): Route[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype }) => {
      const controller = metatype as Type;
      const prototype = controller.prototype as Record<string, () => unknown>;
      const bases = list(Reflect.getMetadata(PATH_METADATA, controller));
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name]!;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) return [];
        const tails = list(Reflect.getMetadata(PATH_METADATA, handler));
        return bases.flatMap((base) =>
          tails.map((tail) => {
            const own = [base, tail].map((part) => part.replace(/^\/|\/$/g, '')).filter((part) => part !== '');
            const path = own.join('/');
            const served = unprefixed.includes(path) ? `/${path}` : `/${prefix}/${path}`;
            const verb = RequestMethod[method];
            return { name: `${verb} ${served}`, method: verb, path: served, controller, handler };
          }),
        );
      });
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

function list(path: unknown): string[] {
  return Array.isArray(path) ? (path as string[]) : [typeof path === 'string' ? path : ''];
}
