import { Module } from '@nestjs/common';
import { GazetteerEditionsController, PlacesController } from './places.controller.js';
import { PlacesRepository } from './places.repository.js';

/** Where things happened: gazetteers, each with its edition. */
@Module({
  controllers: [PlacesController, GazetteerEditionsController],
  providers: [PlacesRepository],
})
export class PlacesModule {}
