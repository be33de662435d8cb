import type { PlaceId } from '../../app/places.ts';

/** Who does what in a company. Small ones give several of these roles to one person. */
export interface Team {
  readonly name: string;
  readonly does: string;
  readonly places: readonly PlaceId[];
}

export const TEAMS: readonly Team[] = [
  {
    name: 'Data engineers',
    does: 'Connect sources, build the pipelines that clean data the same way every time, keep data flowing to the model.',
    places: ['source', 'pipeline', 'serve'],
  },
  {
    name: 'Data analysts',
    does: 'Look at what the data holds, find what is wrong with it and what may be missing.',
    places: ['profile', 'source'],
  },
  {
    name: 'Data scientists',
    does: 'Construct features, choose and train algorithms, measure them, decide when to retrain.',
    places: ['features', 'train', 'evaluate', 'monitor', 'update'],
  },
  {
    name: 'Business analysts',
    does: 'Say what the columns mean, which mistakes are expensive and whether the model has an effect.',
    places: ['features', 'evaluate', 'monitor', 'report'],
  },
  {
    name: 'Software developers',
    does: 'Build the model into products, run it safely, replace versions without disturbing the service.',
    places: ['serve', 'monitor', 'update'],
  },
];
