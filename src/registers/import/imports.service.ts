import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { newId } from '../../platform/database/ids.js';
import { Tx } from '../../platform/database/tx.js';
import { Conflict, NotFound } from '../../platform/http/errors.js';
import { digestOf } from './draft-digest.js';
import { ImportRunner } from './import-runner.js';
import { readSource } from './import-source.js';
import { ImportStore } from './import-store.js';
import type { MappedCase } from './map-case.js';
import type { RowProblem } from './problem.js';
import type { ImportProfile } from './profile.js';
import type { SourceFile } from './raw-table.js';
import { packed } from './source-files.js';
import { addTo, type Totals } from './totals.js';

/** More remarks than anybody reads; the counts tell of the rest. */
const PROBLEMS_KEPT = 10_000;
const LOOKED_UP_AT_ONCE = 1_000;
/** After so many cases other requests get their turn. */
const MAPPED_AT_ONCE = 50;

interface Checked {
  readonly found: Totals;
  readonly problems: readonly RowProblem[];
  readonly casesKnown: number;
  readonly casesRefused: number;
}

/** Check first, then run: a dry run writes a report and nothing else. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly store: ImportStore,
    private readonly runner: ImportRunner,
    private readonly tx: Tx,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  /**
   * Dry run: reads the files with the profile, counts, and keeps files and report for the run.
   *
   * @returns the import's id
   * @throws Invalid or TooLarge for files that cannot be used; nothing is kept of them
   */
  async check(profile: ImportProfile, officeId: string, files: readonly SourceFile[]): Promise<string> {
    const { files: read, mapped } = await readSource(profile, files);
    return this.tx.run(async () => {
      const checked = await this.checkCases(profile, officeId, mapped);
      const { problems, found, casesKnown, casesRefused } = checked;
      const count = (severity: string) => problems.filter((each) => each.severity === severity).length;
      const { userId, scopes } = this.context.user;
      const id = newId();
      await this.store.create({
        id,
        officeId,
        profile: profile.profile,
        profileBody: JSON.stringify(profile),
        found,
        casesTotal: mapped.total,
        casesKnown,
        casesRefused,
        errors: count('error'),
        warnings: count('warning'),
        startedBy: userId,
        scopes: scopes === '*' ? '*' : scopes.join(','),
        at: this.clock.now(),
      });
      for (const [index, file] of files.entries()) {
        const { name, bytes, sha256 } = read[index] ?? { name: file.name, bytes: 0, sha256: '' };
        await this.store.addFile(id, { name, bytes, sha256, content: await packed(file) });
      }
      await this.store.addProblems(id, 'check', problems.slice(0, PROBLEMS_KEPT));
      return id;
    });
  }

  /** Starts the run in the background; its progress is the import itself. Throws what {@link begin} throws. */
  async run(id: string): Promise<void> {
    await this.begin(id);
    this.runner.start(id, this.context.user);
  }

  /**
   * Marks the import as running: a checked one, or one that failed and is taken up again.
   *
   * @throws NotFound, Conflict when it runs already or is done
   */
  async begin(id: string): Promise<void> {
    await this.tx.run(async () => {
      const row = await this.store.lock(id);
      if (row === undefined) throw new NotFound('request.not_found');
      if (row.state !== 'checked' && row.state !== 'failed') {
        throw new Conflict('import.not_runnable', { state: row.state });
      }
      await this.store.started(id, this.clock.now());
    });
  }

  private async checkCases(
    profile: ImportProfile,
    officeId: string,
    source: { problems: readonly RowProblem[]; cases: Iterable<MappedCase> },
  ): Promise<Checked> {
    const found: Totals = {};
    const problems = [...source.problems];
    let casesRefused = 0;
    const drafts = new Map<string, { digest: string; at: MappedCase }>();
    let seen = 0;
    for (const mapped of source.cases) {
      if (++seen % MAPPED_AT_ONCE === 0) await breathe();
      problems.push(...mapped.problems);
      if (mapped.draft === undefined) casesRefused++;
      else {
        addTo(found, mapped.draft);
        drafts.set(mapped.key, { digest: digestOf(mapped.draft), at: mapped });
      }
    }
    const known = await this.known(officeId, profile.profile, [...drafts.keys()]);
    for (const [key, digest] of known) {
      const draft = drafts.get(key);
      if (draft !== undefined && draft.digest !== digest) problems.push(changed(draft.at));
    }
    return { found, problems, casesKnown: known.size, casesRefused };
  }

  private async known(
    officeId: string,
    profile: string,
    keys: readonly string[],
  ): Promise<Map<string, string | null>> {
    const known = new Map<string, string | null>();
    for (let from = 0; from < keys.length; from += LOOKED_UP_AT_ONCE) {
      const part = keys.slice(from, from + LOOKED_UP_AT_ONCE);
      for (const [key, digest] of await this.store.knownCases(officeId, profile, part))
        known.set(key, digest);
    }
    return known;
  }
}

function changed({ key, file, line }: MappedCase): RowProblem {
  return {
    severity: 'warning',
    code: 'import.case_changed',
    vars: { key },
    file,
    line,
    caseKey: key,
  };
}
