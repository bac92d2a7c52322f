import passport from 'passport';

/** Recognises who sent something; undefined when it cannot tell. */
export type Recognise<Input, Who> = (input: Input) => Promise<Who | undefined>;

class Strategy<Input, Who extends object> extends passport.Strategy {
  constructor(readonly recognise: Recognise<Input, Who>) {
    super();
  }

  override authenticate(
    this: passport.StrategyCreated<this, this & passport.StrategyCreatedStatic>,
    input: unknown,
  ): void {
    // Passport types its request as Express's; ours is what `Recognition.of` was given.
    this.recognise(input as Input).then(
      (who) => {
        if (who) this.success(who);
        else this.fail(401);
      },
      (error: unknown) => {
        this.error(error);
      },
    );
  }
}

/** Passport strategies, tried in their order. An instance of its own: the shared one would mix two applications. */
export class Recognition<Input extends object, Who extends object> {
  private readonly passport = new passport.Passport();
  private readonly names: string[];

  constructor(strategies: Readonly<Record<string, Recognise<Input, Who>>>) {
    this.names = Object.keys(strategies);
    for (const [name, recognise] of Object.entries(strategies)) {
      this.passport.use(name, new Strategy(recognise));
    }
  }

  async of(input: Input): Promise<Who | undefined> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, who?: unknown) => {
        if (error instanceof Error) reject(error);
        // What the strategies above answer with; passport gives false where all failed.
        else resolve(who ? (who as Who) : undefined);
      };
      // Passport returns a middleware that only looks at what the strategy looks at.
      const middleware = this.passport.authenticate(this.names, { session: false }, done) as (
        input: Input,
        reply: object,
        next: (error: unknown) => void,
      ) => void;
      middleware(input, {}, done);
    });
  }
}
