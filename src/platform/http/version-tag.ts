import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { FastifyReply } from 'fastify';
import { map, Observable } from 'rxjs';

/** An answer with a version says it as its ETag too: what If-Match asks for at the next change. */
@Injectable()
export class VersionTag implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((body: unknown) => {
        if (
          typeof body === 'object' &&
          body !== null &&
          'version' in body &&
          typeof body.version === 'number'
        ) {
          execution
            .switchToHttp()
            .getResponse<FastifyReply>()
            .header('etag', `"v${String(body.version)}"`);
        }
        return body;
      }),
    );
  }
}
