import { AmountField, DateField, OneOf, UuidField } from '../platform/http/fields.js';
import { damagesKinds, type DamagesKind } from './outcome-codes.js';

export class DamagesBody {
  @UuidField({ description: 'The civil party, by its pseudonymous record' })
  victimId!: string;

  @UuidField({ optional: true, description: 'Who owes it; all convicted jointly when not given' })
  defendantId?: string;

  @OneOf(damagesKinds, {
    optional: true,
    description: 'damages when not given; reimbursements are counted apart',
  })
  kind?: DamagesKind;

  @AmountField({ description: 'In francs CFA (XOF)' })
  amount!: number;

  @DateField()
  decidedOn!: string;

  @UuidField({ optional: true })
  hearingId?: string;
}

export class PaymentBody {
  @AmountField({ description: 'Everything paid so far' })
  paidAmount!: number;

  @DateField({ description: 'Day of the last payment' })
  paidOn!: string;
}

export interface DamagesView {
  id: string;
  caseId: string;
  /** A pseudonymous record; who it is stands elsewhere. */
  victimId: string;
  defendantId: string | null;
  kind: DamagesKind;
  /** Decimals as text. */
  amount: string;
  currency: string;
  decidedOn: string;
  hearingId: string | null;
  paidAmount: string;
  paidOn: string | null;
  version: number;
}
