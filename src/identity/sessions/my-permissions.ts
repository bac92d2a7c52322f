import { Injectable } from '@nestjs/common';
import { Permission, permissions } from '../../platform/access/permissions.js';
import { Actor } from '../../platform/context/actor.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';

const known = new Set<string>(permissions);

/** What somebody may do today, as the database reckons it from roles, offices and dates. */
@Injectable()
export class MyPermissions {
  constructor(
    private readonly context: RequestContext,
    private readonly reads: ReadTransaction,
  ) {}

  async of(actor: Actor): Promise<ReadonlySet<Permission>> {
    const [row] = await this.context.runAs(actor, async () =>
      this.reads.run<{ codes: string[] }>({
        name: 'my_permissions',
        text: 'SELECT sec.my_permissions() AS codes',
      }),
    );
    return new Set((row?.codes ?? []).filter(isPermission));
  }
}

export function isPermission(code: string): code is Permission {
  return known.has(code);
}
