import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequestContext } from '../context/request-context.js';
import { Translator } from '../i18n/translator.js';
import { type Permission, permissions, type Reach } from './permissions.js';
import { Requires } from './requires.js';
import { type Role, roleGrants, roles } from './roles.js';

export interface RoleView {
  role: Role;
  label: string;
  /** What it allows, one plain sentence each; `reach`: in the whole office, or in cases one is assigned to. */
  permissions: { permission: Permission; sentence: string; reach: Reach }[];
}

/** The table of rights in words: what an administrator reads before giving a role. */
@ApiTags('access')
@Controller('roles')
export class AccessController {
  constructor(
    private readonly translator: Translator,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Requires('profile:read')
  list(): { items: RoleView[] } {
    const text = (key: string) => this.translator.text(this.context.locale, `access:${key}`);
    return {
      items: roles.map((role) => ({
        role,
        label: text(`roles/${role}`),
        permissions: permissions.flatMap((permission) => {
          const reach = roleGrants[role][permission];
          return reach === undefined
            ? []
            : [{ permission, sentence: text(`permissions/${permission}`), reach }];
        }),
      })),
    };
  }
}
