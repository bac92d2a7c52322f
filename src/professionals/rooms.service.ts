import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Forbidden, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { Room } from './room.entity.js';
import { RoomBody, RoomChange, RoomView } from './rooms.dto.js';
import { roomById } from './rooms.repository.js';

@Injectable()
export class RoomsService {
  constructor(private readonly tx: Tx) {}

  /** @throws Invalid; Forbidden for a court outside one's own; Conflict (ex_rooms_name) for a second room of that name. */
  @Transactional()
  async create(body: RoomBody): Promise<RoomView> {
    const room = { ...body, id: newId(), validTo: body.validTo ?? null };
    check(room);
    await this.tx.repository(Room).insert(room);
    return this.view(room.id);
  }

  /** @throws NotFound, Forbidden, StaleVersion, Invalid, Conflict */
  @Transactional()
  async change(id: string, version: number, change: RoomChange): Promise<RoomView> {
    const rooms = this.tx.repository(Room);
    if (!(await rooms.existsBy({ id }))) throw new NotFound('room.not_found');
    // Locking a row asks for the right to change it.
    const locked = await rooms.findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!locked) throw new Forbidden('access.forbidden');
    if (locked.version !== version) throw new StaleVersion({ version: locked.version });
    check({ ...locked, ...change });
    if (Object.keys(change).length > 0) await rooms.update({ id }, change);
    return this.view(id);
  }

  private async view(id: string): Promise<RoomView> {
    const [view] = await this.tx.execute<RoomView>(roomById(id));
    if (!view) throw new NotFound('room.not_found');
    return view;
  }
}

function check({ validFrom, validTo }: Pick<Room, 'validFrom' | 'validTo'>): void {
  if (validTo === null || validTo > validFrom) return;
  throw new Invalid('request.fields', {}, { fields: [{ field: 'validTo', code: 'room.period' }] });
}
