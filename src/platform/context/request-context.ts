import { Injectable } from '@nestjs/common';
import { ClsService, ClsStore } from 'nestjs-cls';
import { Configuration } from '../config/configuration.js';
import { Actor, signActor } from './actor.js';

export type Locale = 'fr' | 'en';

interface RequestStore extends ClsStore {
  actor?: Actor;
  locale?: Locale;
}

/** What is known of the request in hand, wherever the code stands. */
@Injectable()
export class RequestContext {
  constructor(
    private readonly cls: ClsService<RequestStore>,
    private readonly configuration: Configuration,
  ) {}

  setActor(actor: Actor): void {
    this.cls.set('actor', actor);
  }

  get actor(): Actor | undefined {
    return this.cls.isActive() ? this.cls.get('actor') : undefined;
  }

  /** @throws Error where nobody has signed in: such code is only reached behind @Requires. */
  get user(): Actor {
    const actor = this.actor;
    if (!actor) throw new Error('there is no actor here');
    return actor;
  }

  setLocale(locale: Locale): void {
    this.cls.set('locale', locale);
  }

  get locale(): Locale {
    return (this.cls.isActive() ? this.cls.get('locale') : undefined) ?? this.configuration.defaultLocale;
  }

  /** The signed context of the actor, fresh for one transaction. */
  signed(): string {
    // eslint-disable-next-line no-restricted-syntax -- ruling 6: the age of a context is system time
    return signActor(this.user, this.configuration.contextKey, Date.now());
  }

  /** Does work in somebody's name outside a request: jobs, commands, imports. */
  async runAs<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    return this.cls.run({ ifNested: 'override' }, async () => {
      this.setActor(actor);
      return work();
    });
  }
}
