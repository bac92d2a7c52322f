import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/database/ids.js';
import { Tx } from '../../platform/database/tx.js';
import type { CaseDraft, OffenceDraft } from './drafts.js';
import type { ImportProfile } from './profile.js';

interface OffenceRow {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly legalText: string;
}

/** What the counts and sentences of a batch point at; lives as long as one transaction. */
export interface LawInHand {
  /** The offence's id. */
  readonly offenceId: (offence: OffenceDraft) => string;
  /** Our code of a kind of sentence that the profile brings: its own code behind that of its regime. */
  readonly sentenceType: (type: string) => string;
}

/** The law a profile brings: its regime, its kinds of sentence, and every offence its counts are charged under. */
@Injectable()
export class ImportedLaw {
  constructor(private readonly tx: Tx) {}

  /** Makes what is missing and answers with the ids. */
  async ensure(profile: ImportProfile, drafts: readonly CaseDraft[]): Promise<LawInHand> {
    const known = await this.tx.query<OffenceRow>(
      'SELECT id, code, label_en AS label, legal_text_en AS "legalText" FROM app.offences WHERE regime = $1',
      [profile.regime.code],
    );
    const byText = new Map(known.map((row) => [textKey(row.legalText, row.label), row.id]));
    const codes = new Set(known.map((row) => row.code));
    const fresh: (OffenceRow & { nature: string | null })[] = [];
    for (const offence of offencesOf(drafts)) {
      const key = textKey(legalText(offence), offence.label);
      if (byText.has(key)) continue;
      const row = {
        id: newId(),
        code: freeCode(offence, codes),
        label: offence.label,
        nature: offence.nature ?? null,
        legalText: legalText(offence),
      };
      fresh.push(row);
      codes.add(row.code);
      byText.set(key, row.id);
    }
    // Without a single known offence the regime itself may be missing.
    if (fresh.length > 0 || known.length === 0) await this.bring(profile, fresh);
    return {
      offenceId: (offence) => {
        const id = byText.get(textKey(legalText(offence), offence.label));
        if (id === undefined) throw new Error(`offence not prepared: ${offence.code}`);
        return id;
      },
      sentenceType: (type) => sentenceCode(profile, type),
    };
  }

  private async bring(profile: ImportProfile, offences: readonly OffenceRow[]): Promise<void> {
    const { code, label, validFrom } = profile.regime;
    const named = { labelFr: label.fr, labelEn: label.en };
    const regime = { id: newId(), code, ...named, validFrom, source: profile.source };
    const sentences = profile.sentenceTypes.map((type) => ({
      id: newId(),
      code: sentenceCode(profile, type.code),
      labelFr: type.label.fr,
      labelEn: type.label.en,
    }));
    await this.tx.query('SELECT app.import_law($1::jsonb, $2::jsonb, $3::jsonb)', [
      JSON.stringify(regime),
      JSON.stringify(offences),
      JSON.stringify(sentences),
    ]);
  }
}

function sentenceCode(profile: ImportProfile, type: string): string {
  return `${profile.regime.code}-${type}`;
}

/** As the register shows it beside the title. */
export function legalText({ code, class: kind }: OffenceDraft): string {
  return kind === undefined ? code : `${code}, class ${kind}`;
}

const textKey = (text: string, label: string) => JSON.stringify([text, label]);

/** One citation may have several titles in the source; the second gets a number behind its code. */
function freeCode({ code, class: kind }: OffenceDraft, taken: ReadonlySet<string>): string {
  const base = kind === undefined ? code : `${code} ${kind}`;
  let free = base;
  for (let n = 2; taken.has(free); n++) free = `${base} (${String(n)})`;
  return free;
}

function offencesOf(drafts: readonly CaseDraft[]): OffenceDraft[] {
  return drafts.flatMap(({ participants }) =>
    participants.flatMap(({ counts }) =>
      counts.flatMap(({ offence, outcome }) =>
        outcome?.requalifiedAs === undefined ? [offence] : [offence, outcome.requalifiedAs],
      ),
    ),
  );
}
