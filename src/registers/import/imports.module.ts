import { Module } from '@nestjs/common';
import { CaseWriter } from './case-writer.js';
import { ImportResume } from './import-resume.js';
import { ImportRunner } from './import-runner.js';
import { ImportStore } from './import-store.js';
import { ImportsController } from './imports.controller.js';
import { ImportsReader } from './imports.reader.js';
import { ImportsService } from './imports.service.js';
import { ImportedLaw } from './imported-law.js';

/** What imports are made of; also what the command line uses, without a server. */
export const IMPORT_PROVIDERS = [ImportStore, ImportRunner, CaseWriter, ImportedLaw, ImportsService];

/** Bringing in what other registers hold. */
@Module({
  controllers: [ImportsController],
  providers: [...IMPORT_PROVIDERS, ImportsReader, ImportResume],
})
export class ImportsModule {}
