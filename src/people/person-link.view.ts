export const linkStates = ['hypothesis', 'confirmed', 'rejected', 'undone'] as const;
export type LinkState = (typeof linkStates)[number];

interface LinkedRecord {
  id: string;
  name: string | null;
  birthDate: string | null;
  birthPrecision: string;
}

/** A link as the statement gives it. */
export interface LinkRow {
  id: string;
  state: LinkState;
  a: LinkedRecord;
  b: LinkedRecord;
  score: number | null;
  reasons: string[];
  note: string | null;
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  decision_reason: string | null;
  undone_by: string | null;
  undone_at: Date | null;
  undo_reason: string | null;
  version: number;
}

interface Said {
  by: string;
  at: string;
  reason: string | null;
}

/** Two records that are, or may be, one person. */
export interface LinkView {
  id: string;
  state: LinkState;
  a: LinkedRecord;
  b: LinkedRecord;
  /** 0 to 100; null when somebody proposed it by hand. */
  score: number | null;
  /** Codes of `people:reasons`. */
  reasons: string[];
  proposed: Said;
  decided: Said | null;
  undone: Said | null;
  version: number;
}

const record = (
  side: 'a' | 'b',
) => `(SELECT jsonb_build_object('id', p.id, 'name', n.full_name, 'birthDate', p.birth_date,
    'birthPrecision', p.birth_precision) FROM app.people p
    LEFT JOIN app.person_names n ON n.person_id = p.id AND n.kind = 'written' AND n.replaced_by IS NULL
    WHERE p.id = l.person_${side}) AS ${side}`;

export const linkText = `
SELECT l.id, l.state, ${record('a')}, ${record('b')}, l.score, l.reasons, l.note,
  sec.display_name(l.proposed_by) AS proposed_by, l.proposed_at, sec.display_name(l.decided_by) AS decided_by, l.decided_at,
  l.decision_reason, sec.display_name(l.undone_by) AS undone_by, l.undone_at, l.undo_reason, l.version
FROM app.person_links l`;

export function toLinkView(row: LinkRow): LinkView {
  return {
    id: row.id,
    state: row.state,
    a: row.a,
    b: row.b,
    score: row.score,
    reasons: row.reasons,
    proposed: { by: row.proposed_by, at: row.proposed_at.toISOString(), reason: row.note },
    decided: said(row.decided_by, row.decided_at, row.decision_reason),
    undone: said(row.undone_by, row.undone_at, row.undo_reason),
    version: row.version,
  };
}

function said(by: string | null, at: Date | null, reason: string | null): Said | null {
  return by === null || at === null ? null : { by, at: at.toISOString(), reason };
}
