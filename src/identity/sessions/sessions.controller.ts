import { Body, Controller, Delete, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, Requires } from '../../platform/access/requires.js';
import { Unauthenticated } from '../../platform/http/errors.js';
import { IdParam } from '../../platform/http/parameters.js';
import { OwnSecondFactor } from '../me/own-second-factor.js';
import { newToken } from '../secrets.js';
import { type Caller, From } from './caller.js';
import { giveDevice, giveSession, takeSession } from './cookies.js';
import { LiveSession, LiveSessions } from './live-sessions.js';
import { OwnSessions } from './own-sessions.js';
import {
  CodeBody,
  EnrolmentView,
  OpenedView,
  RecoveryCodesView,
  SessionsView,
  SignInBody,
  StepUpBody,
} from './session.views.js';
import { SignIn } from './sign-in.js';
import { StepUp } from './step-up.js';

/** Signing in and out, and one's sessions. */
@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: OwnSessions,
    private readonly stepUp: StepUp,
    private readonly secondFactor: OwnSecondFactor,
    private readonly live: LiveSessions,
  ) {}

  /** Signs in. 401 `session.mfa_required`: once more, with the code. */
  @Post()
  @Public()
  async open(
    @Body() { login, password, code }: SignInBody,
    @From() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpenedView> {
    const opened = await this.signIn.open({ login, password, code }, caller);
    // The session the browser came with has ended.
    this.live.forget();
    giveSession(reply, opened.token);
    giveDevice(reply, opened.device);
    return {
      id: opened.id,
      stage: opened.stage,
      expiresAt: opened.expiresAt.toISOString(),
      idleMinutes: this.live.idleMinutes,
    };
  }

  /** Signs out. Answers alike whether there was a session or not. */
  @Delete('current')
  @Public()
  @HttpCode(204)
  async close(@From() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(caller);
    takeSession(reply);
  }

  /** A secret for the authenticator, in a session of stage `enrolment`. */
  @Post('second-factor')
  @Public()
  @HttpCode(200)
  async enrol(@From() caller: Caller): Promise<EnrolmentView> {
    const { user_id } = await this.enrolling(caller);
    return this.secondFactor.start(user_id, caller);
  }

  /** The first code makes the session a full one, with a new cookie. */
  @Post('second-factor/confirmation')
  @Public()
  @HttpCode(200)
  async confirm(
    @Body() { code }: CodeBody,
    @From() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecoveryCodesView> {
    const { id, user_id } = await this.enrolling(caller);
    const token = newToken();
    const recoveryCodes = await this.secondFactor.confirm(user_id, code, caller, async () =>
      this.stepUp.rotate(id, token, true),
    );
    this.live.forget();
    giveSession(reply, token);
    return { recoveryCodes };
  }

  /** Proves oneself again before a grave act; holds for five minutes. The session gets a new cookie. */
  @Post('step-up')
  @Requires('profile:read')
  @HttpCode(204)
  async again(
    @Body() { password, code }: StepUpBody,
    @From() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.demandSession(caller);
    giveSession(reply, await this.stepUp.renew({ password, code }, caller));
  }

  @Get()
  @Requires('profile:read')
  async list(): Promise<SessionsView> {
    return { items: await this.sessions.list() };
  }

  /** Ends all sessions of one's own but this one. */
  @Delete()
  @Requires('profile:write')
  @HttpCode(204)
  async endOthers(): Promise<void> {
    await this.sessions.endOthers();
  }

  @Delete(':id')
  @Requires('profile:write')
  @HttpCode(204)
  async end(@IdParam() id: string): Promise<void> {
    await this.sessions.end(id);
  }

  /** A key has no session to step up. */
  private async demandSession(caller: Caller): Promise<LiveSession> {
    const session = await this.live.current(caller.session);
    if (!session) throw new Unauthenticated('access.unauthenticated');
    return session;
  }

  private async enrolling(caller: Caller): Promise<LiveSession> {
    const session = await this.demandSession(caller);
    if (session.stage !== 'enrolment') throw new Unauthenticated('access.unauthenticated');
    return session;
  }
}
