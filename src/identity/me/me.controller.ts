import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/access/requires.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { OwnPassword } from '../passwords/own-password.js';
import { type Caller, From } from '../sessions/caller.js';
import { LiveSessions } from '../sessions/live-sessions.js';
import { CodeBody, EnrolmentView, RecoveryCodesView } from '../sessions/session.views.js';
import { MeView, NoticesView, PasswordBody, ProfileBody, RemovalBody } from './me.views.js';
import { OwnSecondFactor } from './own-second-factor.js';
import { Profile } from './profile.js';

/** Oneself: profile, rights, password, second factor. */
@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(
    private readonly profile: Profile,
    private readonly password: OwnPassword,
    private readonly secondFactor: OwnSecondFactor,
    private readonly live: LiveSessions,
    private readonly context: RequestContext,
  ) {}

  /** Who I am, what I may do, and where. */
  @Get()
  @Requires('profile:read')
  async show(): Promise<MeView> {
    return this.profile.show();
  }

  @Patch()
  @Requires('profile:write')
  async change(@Body() { locale }: ProfileBody): Promise<MeView> {
    await this.profile.setLocale(locale);
    return this.profile.show();
  }

  /** Changes the password; all other sessions end. */
  @Post('password')
  @Requires('profile:write')
  @HttpCode(204)
  async changePassword(@Body() { current, password }: PasswordBody, @From() caller: Caller): Promise<void> {
    await this.password.change(current, password, caller);
  }

  /** A new secret for the authenticator; a factor that is there holds until the new one is confirmed. */
  @Post('second-factor')
  @Requires('profile:write', { stepUp: true })
  @HttpCode(200)
  async enrol(@From() caller: Caller): Promise<EnrolmentView> {
    return this.secondFactor.start(this.context.user.userId, caller);
  }

  @Post('second-factor/confirmation')
  @Requires('profile:write', { stepUp: true })
  @HttpCode(200)
  async confirm(@Body() { code }: CodeBody, @From() caller: Caller): Promise<RecoveryCodesView> {
    return { recoveryCodes: await this.secondFactor.confirm(this.context.user.userId, code, caller) };
  }

  /** Goes back to the password alone, where that is allowed. */
  @Post('second-factor/removal')
  @Requires('profile:write', { stepUp: true })
  @HttpCode(204)
  async remove(@Body() { password }: RemovalBody, @From() caller: Caller): Promise<void> {
    const { userId, sessionId } = this.context.user;
    await this.secondFactor.remove(userId, sessionId, password, caller);
    this.live.forget();
  }

  /** New recovery codes instead of those before. */
  @Post('recovery-codes')
  @Requires('profile:write', { stepUp: true })
  @HttpCode(200)
  async renewCodes(@From() caller: Caller): Promise<RecoveryCodesView> {
    return { recoveryCodes: await this.secondFactor.renewCodes(this.context.user.userId, caller) };
  }

  /** What happened to my account: new devices, resets, changes of factors. */
  @Get('notices')
  @Requires('profile:read')
  async notices(): Promise<NoticesView> {
    return { items: await this.profile.notices() };
  }

  /** I have read them. */
  @Post('notices/reading')
  @Requires('profile:write')
  @HttpCode(204)
  async readNotices(): Promise<void> {
    await this.profile.readNotices();
  }
}
