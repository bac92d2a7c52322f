import { v7 } from 'uuid';

/** A new primary key: uuid v7, so that keys grow with time and indexes stay dense. */
export function newId(): string {
  return v7();
}
