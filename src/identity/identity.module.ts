import { Global, Module } from '@nestjs/common';
import { Authenticator } from '../platform/access/authenticator.js';
import { Activations } from './activations/activations.js';
import { ActivationsController } from './activations/activations.controller.js';
import { Handover } from './handover/handover.js';
import { HandoverController } from './handover/handover.controller.js';
import { Keys } from './keys/keys.js';
import { KeysController } from './keys/keys.controller.js';
import { LiveKeys } from './keys/live-keys.js';
import { MeController } from './me/me.controller.js';
import { OwnSecondFactor } from './me/own-second-factor.js';
import { Profile } from './me/profile.js';
import { Offices } from './offices/offices.js';
import { OfficesController } from './offices/offices.controller.js';
import { OwnPassword } from './passwords/own-password.js';
import { PasswordHasher } from './passwords/password-hash.js';
import { Proof } from './passwords/proof.js';
import { RoleHoldings } from './roles/role-holdings.js';
import { RolesController } from './roles/roles.controller.js';
import { Attempts } from './sessions/attempts.js';
import { Door } from './sessions/door.js';
import { LiveSessions } from './sessions/live-sessions.js';
import { MyPermissions } from './sessions/my-permissions.js';
import { OwnSessions } from './sessions/own-sessions.js';
import { PassportAuthenticator } from './sessions/passport-authenticator.js';
import { SecondStep } from './sessions/second-step.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignIn } from './sessions/sign-in.js';
import { StepUp } from './sessions/step-up.js';
import { Slips } from './users/slips.js';
import { Users } from './users/users.js';
import { UsersController } from './users/users.controller.js';

/** Who is who, how they prove it, and what they hold where. */
@Global()
@Module({
  controllers: [
    SessionsController,
    ActivationsController,
    MeController,
    UsersController,
    RolesController,
    OfficesController,
    KeysController,
    HandoverController,
  ],
  providers: [
    Door,
    Attempts,
    PasswordHasher,
    Proof,
    OwnPassword,
    SecondStep,
    SignIn,
    StepUp,
    OwnSessions,
    OwnSecondFactor,
    Profile,
    Activations,
    MyPermissions,
    LiveSessions,
    LiveKeys,
    Users,
    Slips,
    RoleHoldings,
    Offices,
    Keys,
    Handover,
    { provide: Authenticator, useClass: PassportAuthenticator },
  ],
  exports: [Authenticator],
})
export class IdentityModule {}
