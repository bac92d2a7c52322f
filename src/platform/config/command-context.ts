import { Command } from 'commander';
import { Configuration } from './configuration.js';

/** A database that is up, migrated and reachable as greffe_app, and as greffe_owner where that was given. */
export interface OpenDatabase {
  /** The configuration with databaseUrl and contextKey filled in, also for the embedded database. */
  configuration: Configuration;
  /** Stops the embedded PostgreSQL when this command started it; a running server's is left alone. */
  close(): Promise<void>;
}

/** What a command of a feature gets from the launcher. */
export interface CommandContext {
  /** The checked configuration, without touching the database. */
  configuration(): Configuration;
  /** Opens the database: the running one, or the embedded one, started and migrated. Close it at the end. */
  open(): Promise<OpenDatabase>;
}

/** A feature's command line: `registerUsersCommand(program, context)` adds its commands to the program. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/**
 * Fills an empty database with the demo. Returns the lines to print (the accounts, once), none when it was
 * filled before. Has to be all or nothing: it may be killed half-way and is called at every start.
 */
export type FillDemo = (configuration: Configuration) => Promise<string[]>;
