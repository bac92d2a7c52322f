import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CASE_STAGES, isCaseStage, opennessOf } from './case-stage.js';
import {
  CASE_GUARDS,
  CASE_TABLE,
  FIRST_CASE_STAGES,
  LAST_CASE_STAGES,
  moveCase,
} from './case-transitions.js';
import { DEFENDANT_STAGES, isDefendantStage } from './defendant-stage.js';
import {
  DEFENDANT_GUARDS,
  DEFENDANT_TABLE,
  FIRST_DEFENDANT_STAGES,
  LAST_DEFENDANT_STAGES,
  moveDefendant,
} from './defendant-transitions.js';
import { CONFIDENCES, terminals, unreachable } from './stage-table.js';

type Catalogue = Record<
  'caseStages' | 'defendantStages' | 'acts' | 'guards' | 'errors',
  Record<string, string>
>;
const catalogue = (language: string): Catalogue =>
  // The shape of our own file; every key is looked up below.
  JSON.parse(
    readFileSync(new URL(`../i18n/${language}/procedure.json`, import.meta.url), 'utf8'),
  ) as Catalogue;

const caseSteps = Object.values(CASE_TABLE).flat();
const defendantSteps = Object.values(DEFENDANT_TABLE).flat();

describe('the table of a defendant’s stages', () => {
  it('leads to every stage from an unknown person or a suspect', () => {
    expect(unreachable(DEFENDANT_TABLE, DEFENDANT_STAGES, FIRST_DEFENDANT_STAGES)).toEqual([]);
  });

  it('ends only where the law ends', () => {
    expect(terminals(DEFENDANT_TABLE, DEFENDANT_STAGES)).toEqual([...LAST_DEFENDANT_STAGES]);
  });

  it('never offers the same step twice, nor a step to itself', () => {
    for (const [from, steps] of Object.entries(DEFENDANT_TABLE)) {
      const targets = steps.map((step) => step.to);
      expect(new Set(targets).size).toBe(targets.length);
      expect(targets).not.toContain(from);
    }
  });

  it('holds every arrow of the diagram of the domain notes §2.9', () => {
    const arrows =
      'D01>D02 D02>D03 D03>D05 D03>D10 D03>D20 D20>D21 D21>D20 D20>D22 D20>D23 D23>D24 D23>D21 D24>D31 ' +
      'D22>D31 D10>D31 D31>D32 D32>D31 D31>D40 D31>D41 D31>D42 D31>D43 D41>D31 D40>D50 D50>D51 D51>D31 ' +
      'D50>D60 D40>D60 D60>D61 D61>D62 D61>D63';
    const refused = arrows.split(' ').filter((arrow) => {
      const [from = '', target = ''] = arrow.split('>');
      return !(isDefendantStage(from) && isDefendantStage(target) && moveDefendant(from, target).ok);
    });
    expect(refused).toEqual([]);
  });

  it('gives the holes of the catalogue a way out (ruling 20)', () => {
    for (const stage of ['D04', 'D10', 'D30', 'D32', 'D51'] as const) {
      expect(DEFENDANT_TABLE[stage].length).toBeGreaterThan(0);
    }
    expect(moveDefendant('D60', 'D61')).toMatchObject({ ok: true, step: { acts: ['A98'], confidence: 'G' } });
  });

  it('lets a person die in every stage where something is still pending', () => {
    const undying = DEFENDANT_STAGES.filter((stage) => !moveDefendant(stage, 'D90').ok);
    expect(undying).toEqual(['D05', 'D21', 'D25', 'D42', 'D43', 'D44', 'D45', 'D62', 'D90']);
  });
});

describe('moving a defendant', () => {
  it('names the act that a permitted move needs', () => {
    expect(moveDefendant('D01', 'D02')).toEqual({
      ok: true,
      step: { to: 'D02', acts: ['A06'], confidence: 'V-L' },
    });
  });

  it('refuses to convict a suspect who was never charged, and says what is possible', () => {
    const refusal = moveDefendant('D01', 'D40');
    expect(refusal).toMatchObject({
      ok: false,
      code: 'procedure.defendant_illegal_move',
      vars: { from: 'D01', to: 'D40' },
    });
    expect(refusal.ok ? [] : refusal.possible).toContain('D20');
  });

  it('tells a repeated stage and a final stage apart from an illegal one', () => {
    expect(moveDefendant('D20', 'D20')).toMatchObject({ code: 'procedure.defendant_same_stage' });
    expect(moveDefendant('D90', 'D20')).toMatchObject({
      code: 'procedure.defendant_final_stage',
      possible: [],
    });
  });

  it('lets a person convicted in absentia be tried again', () => {
    expect(moveDefendant('D41', 'D31')).toMatchObject({ ok: true, step: { guard: 'retrialAfterAbsence' } });
  });
});

describe('the table of a case’s stages', () => {
  it('leads to every stage from a report or a registration', () => {
    expect(unreachable(CASE_TABLE, CASE_STAGES, FIRST_CASE_STAGES)).toEqual([]);
  });

  it('ends only in the archive', () => {
    expect(terminals(CASE_TABLE, CASE_STAGES)).toEqual([...LAST_CASE_STAGES]);
  });

  it('never offers the same step twice, nor a step to itself', () => {
    for (const [from, steps] of Object.entries(CASE_TABLE)) {
      const targets = steps.map((step) => step.to);
      expect(new Set(targets).size).toBe(targets.length);
      expect(targets).not.toContain(from);
    }
  });

  it('holds every arrow of the diagram of the domain notes §2.9', () => {
    const arrows =
      'C00>C10 C10>C11 C00>C12 C11>C13 C12>C13 C13>C14 C14>C13 C13>C33 C13>C20 C10>C15 C20>C15 C20>C21 ' +
      'C21>C22 C22>C30 C30>C31 C31>C32 C22>C33 C32>C40 C33>C40 C40>C41 C41>C42 C42>C41 C41>C43 C43>C50 ' +
      'C41>C50 C50>C60 C60>C50 C50>C70 C70>C80 C80>C90 C14>C95 C90>C95';
    const refused = arrows.split(' ').filter((arrow) => {
      const [from = '', target = ''] = arrow.split('>');
      return !(isCaseStage(from) && isCaseStage(target) && moveCase(from, target, []).ok);
    });
    expect(refused).toEqual([]);
  });
});

describe('moving a case', () => {
  it('is not judged while one of its defendants is still on trial', () => {
    expect(moveCase('C41', 'C50', ['D40', 'D31'])).toMatchObject({
      ok: false,
      code: 'procedure.guard.allJudged',
      vars: { to: 'C50', defendants: 'D40, D31' },
    });
    expect(moveCase('C41', 'C50', ['D40', 'D42', 'D90', 'D25']).ok).toBe(true);
  });

  it('does not offer, in a refusal, a step that the same defendants forbid', () => {
    const refusal = moveCase('C41', 'C50', ['D31']);
    expect(refusal.ok ? [] : refusal.possible).toEqual(['C15', 'C42', 'C43']);
  });

  it('is not held back by a fugitive once the others are judged', () => {
    expect(moveCase('C43', 'C50', ['D40', 'D04']).ok).toBe(true);
  });

  it('closes only when every outcome is final', () => {
    expect(moveCase('C70', 'C90', ['D62', 'D40'])).toMatchObject({
      code: 'procedure.guard.everyOutcomeFinal',
    });
    expect(moveCase('C70', 'C90', ['D62', 'D42', 'D61', 'D90']).ok).toBe(true);
    expect(moveCase('C20', 'C90', ['D42'])).toMatchObject({ ok: false });
    expect(moveCase('C20', 'C90', ['D90']).ok).toBe(true);
  });

  it('knows which stages still ask for work', () => {
    const open = CASE_STAGES.filter((stage) => opennessOf(stage) !== 'open');
    expect(open).toEqual(['C14', 'C15', 'C70', 'C80', 'C90', 'C95']);
  });
});

describe('the words of the tables', () => {
  const steps = [...caseSteps, ...defendantSteps];

  it.each(['fr', 'en'])('are all in the %s catalogue', (language) => {
    const words = catalogue(language);
    expect(Object.keys(words.caseStages)).toEqual([...CASE_STAGES]);
    expect(Object.keys(words.defendantStages)).toEqual([...DEFENDANT_STAGES]);
    expect(Object.keys(words.guards).sort()).toEqual(
      [...new Set([...CASE_GUARDS, ...DEFENDANT_GUARDS])].sort(),
    );
    const acts = new Set(steps.flatMap((step) => step.acts));
    expect([...acts].filter((act) => !(act in words.acts))).toEqual([]);
  });

  it('carry a confidence, and mark every filler of ruling 20 as plausible or uncertain', () => {
    for (const step of steps) {
      expect(CONFIDENCES).toContain(step.confidence);
      const fillers = step.acts.filter((act) => Number(act.slice(1)) >= 93);
      if (fillers.length === step.acts.length) expect(['G', 'U']).toContain(step.confidence);
    }
  });
});
