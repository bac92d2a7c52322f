import { Injectable, OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Access, ACCESS } from './requires.js';

export interface Route {
  method: string;
  path: string;
  access: Access | undefined;
}

/** Every route of the application with who may call it. A route that says nothing stops the start. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const unguarded = this.routes().filter((route) => route.access === undefined);
    if (unguarded.length > 0) {
      const names = unguarded.map((route) => `${route.method} ${route.path}`).join(', ');
      throw new Error(`routes without @Requires or @Public: ${names}`);
    }
  }

  routes(): Route[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (!metatype) return [];
      // Nest hands out controllers as plain objects.
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...args: never[]) => unknown>;
      const base = this.reflector.get<string>(PATH_METADATA, metatype);
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method = handler && this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
        if (!handler || method === undefined) return [];
        const path = this.reflector.get<string>(PATH_METADATA, handler);
        return [
          {
            method: RequestMethod[method],
            path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
            access: this.reflector.get<Access | undefined>(ACCESS, handler),
          },
        ];
      });
    });
  }
}
