import { DateField, OneOf, TextField, UuidField } from '../platform/http/fields.js';

export const shareLevels = ['read', 'write'] as const;
export type ShareLevel = (typeof shareLevels)[number];

export class AssignBody {
  @UuidField({ description: 'Who works on the case from then on' })
  userId!: string;
  @DateField({ optional: true, description: 'Today when not given' })
  from?: string;
  @DateField({ optional: true, description: 'First day without the right' })
  to?: string;
  @TextField({ optional: true, max: 500 })
  reason?: string;
}

/** To one person or to one office, never to both. */
export class ShareBody {
  @UuidField({ optional: true })
  userId?: string;
  @UuidField({ optional: true })
  officeId?: string;
  @OneOf(shareLevels)
  level!: ShareLevel;
  @DateField({ optional: true, description: 'Today when not given' })
  from?: string;
  @DateField({ optional: true, description: 'First day without the right' })
  to?: string;
  @TextField({ min: 5, max: 500 })
  reason!: string;
}

export class ExcludeBody {
  @UuidField({ description: 'Who sees nothing of the case any more, whatever else they hold' })
  userId!: string;
  @DateField({ optional: true, description: 'First day on which it no longer holds' })
  to?: string;
  @TextField({ min: 5, max: 500 })
  reason!: string;
}

export class SealBody {
  @UuidField({
    each: true,
    minItems: 1,
    maxItems: 50,
    description: 'The only ones who see it, oneself among them',
  })
  members!: string[];
  @TextField({ min: 10, max: 500 })
  reason!: string;
}

export class UnsealBody {
  @TextField({ min: 10, max: 500 })
  reason!: string;
}

export class SealMemberBody {
  @UuidField()
  userId!: string;
  @TextField({ min: 5, max: 500 })
  reason!: string;
}
