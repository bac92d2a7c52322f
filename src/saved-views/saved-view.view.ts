/** A row of app.saved_views as statements give it. */
export interface SavedViewRow {
  id: string;
  user_id: string;
  owner: string;
  mine: boolean;
  name: string;
  resource: string;
  filters: Record<string, string>;
  sort: string | null;
  shared_office_id: string | null;
  created_at: Date;
  ended_at: Date | null;
  version: number;
}

export interface SavedViewItem {
  id: string;
  name: string;
  resource: string;
  /** As the list takes them. */
  filters: Record<string, string>;
  sort: string | null;
  /** The office whose people read it; null: its owner alone. */
  sharedOfficeId: string | null;
  owner: string;
  mine: boolean;
  createdAt: string;
  endedAt: string | null;
  version: number;
}

export interface BuiltInViewItem {
  code: string;
  name: string;
  resource: string;
  filters: Record<string, string>;
  sort: string;
}

/** Columns of every statement that gives saved views: `v` the view. */
export const SAVED_VIEW_COLUMNS = `v.id, v.user_id, sec.display_name(v.user_id) AS owner, v.user_id = sec.uid() AS mine, v.name, v.resource,
  v.filters, v.sort, v.shared_office_id, v.created_at, v.ended_at, v.version`;

export function toSavedView(row: SavedViewRow): SavedViewItem {
  return {
    id: row.id,
    name: row.name,
    resource: row.resource,
    filters: row.filters,
    sort: row.sort,
    sharedOfficeId: row.shared_office_id,
    owner: row.owner,
    mine: row.mine,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    version: row.version,
  };
}
