/** An event as the functions of schema audit give it (type audit.event_view). */
export interface EventRow {
  /** A bigint, which the driver keeps as text. */
  id: string;
  at: Date;
  kind: string;
  op: string | null;
  tbl: string | null;
  pk: string | null;
  row_version: string | null;
  case_id: string | null;
  actor: string | null;
  actor_name: string | null;
  ip: string | null;
  request: string | null;
  reason: string | null;
  out_of_band: boolean;
  detail: Record<string, unknown> | null;
}

/** Who looked: the part of an event that an access list shows. */
export interface AccessView {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  kind: string;
  /** Absent for a failed sign-in and for what happened outside the application. */
  actor: { id: string; name: string | null } | null;
  table: string | null;
  recordId: string | null;
  reason: string | null;
  detail: Record<string, unknown> | null;
}

export interface EventView extends AccessView {
  /** insert, update, delete; for a change of the schema the command (ALTER TABLE). */
  operation: string | null;
  recordVersion: number | null;
  caseId: string | null;
  /** Address of the caller as far as trusted. */
  address: string | null;
  requestId: string | null;
  /** Not done through the application in somebody's name: a migration, the console, or a forged context. */
  outOfBand: boolean;
}

/** What was hashed, so that the reader can check it. */
export interface EventContentView {
  /** The exact text; leafHash = SHA-256(0x00 || meta). */
  meta: string;
  leafHash: string;
  /** Only where the reader may read the row today; SHA-256(salt || body) is `pd` in meta. */
  payload: { salt: string; body: string } | null;
}

export function toAccessView(row: EventRow): AccessView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    actor: row.actor === null ? null : { id: row.actor, name: row.actor_name },
    table: row.tbl,
    recordId: row.pk,
    reason: row.reason,
    detail: row.detail,
  };
}

export function toEventView(row: EventRow): EventView {
  return {
    ...toAccessView(row),
    operation: row.op,
    recordVersion: row.row_version === null ? null : Number(row.row_version),
    caseId: row.case_id,
    address: row.ip,
    requestId: row.request,
    outOfBand: row.out_of_band,
  };
}
