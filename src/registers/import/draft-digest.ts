import { createHash } from 'node:crypto';
import type { CaseDraft } from './drafts.js';

/** Tells two versions of one case of a source apart. */
export function digestOf(draft: CaseDraft): string {
  return createHash('sha256').update(JSON.stringify(draft)).digest('base64url').slice(0, 22);
}
