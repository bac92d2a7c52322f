import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

export const userStates = ['invited', 'active', 'disabled'] as const;
export type UserState = (typeof userStates)[number];

/** A person who may sign in. What proves it is them is in schema auth, out of the runtime role's sight. */
@Entity({ schema: 'app', name: 'users' })
export class User {
  @PrimaryColumn('uuid')
  id!: string;

  /** Lower case; never changes hands. */
  @Column('text')
  login!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text', { default: 'fr' })
  locale!: 'fr' | 'en';

  @Column('text', { default: 'invited' })
  state!: UserState;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
