import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { FieldProblem, Forbidden, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { Professional } from './professional.entity.js';
import { ProfessionalBody, ProfessionalChange, ProfessionalView } from './professionals.dto.js';
import { professionalById } from './professionals.repository.js';

@Injectable()
export class ProfessionalsService {
  constructor(private readonly tx: Tx) {}

  /** @throws Invalid (naming the field); Forbidden for an office outside one's own. */
  @Transactional()
  async create(body: ProfessionalBody): Promise<ProfessionalView> {
    const professional = {
      ...body,
      id: newId(),
      bar: body.bar ?? null,
      officeId: body.officeId ?? null,
      specialty: body.specialty ?? null,
      languages: body.languages ?? [],
      validTo: body.validTo ?? null,
    };
    check(professional);
    await this.tx.repository(Professional).insert(professional);
    return this.view(professional.id);
  }

  /** @throws NotFound, Forbidden (readable, but of another office), StaleVersion, Invalid */
  @Transactional()
  async change(id: string, version: number, change: ProfessionalChange): Promise<ProfessionalView> {
    const professionals = this.tx.repository(Professional);
    if (!(await professionals.existsBy({ id }))) throw new NotFound('professional.not_found');
    // Locking a row asks for the right to change it.
    const locked = await professionals.findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!locked) throw new Forbidden('access.forbidden');
    if (locked.version !== version) throw new StaleVersion({ version: locked.version });
    check({ ...locked, ...change });
    if (Object.keys(change).length > 0) await professionals.update({ id }, change);
    return this.view(id);
  }

  private async view(id: string): Promise<ProfessionalView> {
    const [view] = await this.tx.execute<ProfessionalView>(professionalById(id));
    if (!view) throw new NotFound('professional.not_found');
    return view;
  }
}

function check(professional: Pick<Professional, 'kind' | 'bar' | 'validFrom' | 'validTo'>): void {
  const fields: FieldProblem[] = [];
  const { kind, bar, validFrom, validTo } = professional;
  if (bar !== null && kind !== 'lawyer')
    fields.push({ field: 'bar', code: 'professional.bar_of_lawyers_only' });
  if (validTo !== null && validTo <= validFrom)
    fields.push({ field: 'validTo', code: 'professional.period' });
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}
