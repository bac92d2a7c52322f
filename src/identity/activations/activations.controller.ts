import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/requires.js';
import { SecretField, TextField } from '../../platform/http/fields.js';
import { type Caller, From } from '../sessions/caller.js';
import { Activations } from './activations.js';
import { SlipKind } from './slip-kind.js';

class SlipBody {
  @TextField({ max: 60, description: 'The code of the slip; case, spaces and dashes do not count' })
  code!: string;
}

class UseSlipBody extends SlipBody {
  @SecretField({ description: 'The new password; with a slip for a lost second factor, the present one' })
  password!: string;
}

interface SlipView {
  kind: SlipKind;
  login: string;
  /** Characters that a new password needs. */
  shortestPassword: number;
}

/** The printed slip of an administrator: first password, new password, lost second factor (ruling 29). */
@ApiTags('sessions')
@Controller('activations')
export class ActivationsController {
  constructor(private readonly activations: Activations) {}

  @Post('look')
  @Public()
  @HttpCode(200)
  async look(@Body() { code }: SlipBody, @From() caller: Caller): Promise<SlipView> {
    return this.activations.look(code, caller);
  }

  /** Uses the slip; signing in comes after. */
  @Post()
  @Public()
  @HttpCode(204)
  async use(@Body() { code, password }: UseSlipBody, @From() caller: Caller): Promise<void> {
    await this.activations.use(code, password, caller);
  }
}
