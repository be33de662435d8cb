/** The nine places of the lifecycle in three stages, and the report. The order is the order of work and of the navigation. */
export type StageId = 'a' | 'b' | 'c';
export type PlaceId =
  'source' | 'profile' | 'pipeline' | 'features' | 'train' | 'evaluate' | 'serve' | 'monitor' | 'update' | 'report';

/** Everything the address after # can name: a place, the start screen (empty) or the Learn page. */
export type RouteId = PlaceId | 'start' | 'learn';

/** What a place reports of itself; "here" is not a state of the place but of the address. */
export type PlaceState = 'todo' | 'done' | 'attention';

export interface Stage {
  readonly id: StageId;
  readonly label: string;
}

export interface Place {
  readonly id: PlaceId;
  readonly label: string;
  /** Null for the report, which belongs to all stages. */
  readonly stage: StageId | null;
  /** What the place is for, in one sentence. */
  readonly purpose: string;
}

export const STAGES: readonly Stage[] = [
  { id: 'a', label: 'Prepare data' },
  { id: 'b', label: 'Develop' },
  { id: 'c', label: 'Deploy' },
];

export const PLACES: readonly Place[] = [
  { id: 'source', label: 'Source', stage: 'a', purpose: 'Bring in a table and say what each column is.' },
  { id: 'profile', label: 'Profile', stage: 'a', purpose: 'See what every column holds and what is wrong with it.' },
  {
    id: 'pipeline',
    label: 'Pipeline',
    stage: 'a',
    purpose: 'Fill gaps, scale numbers and encode categories, in order.',
  },
  { id: 'features', label: 'Features', stage: 'b', purpose: 'Build new columns and set others aside.' },
  { id: 'train', label: 'Train', stage: 'b', purpose: 'Let algorithms learn from the training rows.' },
  { id: 'evaluate', label: 'Evaluate', stage: 'b', purpose: 'Measure how good a model is on rows it has not seen.' },
  { id: 'serve', label: 'Export & serve', stage: 'c', purpose: 'Take the model out, or let it answer requests here.' },
  { id: 'monitor', label: 'Monitor', stage: 'c', purpose: 'Watch inputs, predictions and errors after deployment.' },
  { id: 'update', label: 'Update', stage: 'c', purpose: 'Retrain, compare, promote and roll back.' },
  { id: 'report', label: 'Report', stage: null, purpose: 'One page with everything, to hand to others.' },
];

export const STAGE_COLOUR: Readonly<Record<StageId, string>> = {
  a: 'var(--stage-a)',
  b: 'var(--stage-b)',
  c: 'var(--stage-c)',
};

export function placeOf(id: string): Place | undefined {
  return PLACES.find(place => place.id === id);
}

/** The colour of a place's stage, as a CSS value. */
export function placeColour(place: Place): string {
  return place.stage ? STAGE_COLOUR[place.stage] : 'var(--ink-2)';
}

/** "Stage A · Profile", or the label alone where there is no stage. */
export function placeHeading(place: Place): string {
  return place.stage ? `Stage ${place.stage.toUpperCase()} · ${place.label}` : place.label;
}

/** Read an address such as `#/evaluate?run=3`. An unknown name leads to the start screen. */
export function parseRoute(hash: string): { route: RouteId; query: URLSearchParams } {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const name = mark < 0 ? text : text.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1));
  const route: RouteId = name === 'learn' ? 'learn' : (placeOf(name)?.id ?? 'start');
  return { route, query };
}

/** The address of a route, for links: `<a href={addressOf('train')}>`. */
export function addressOf(route: RouteId, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${route === 'start' ? '' : route}${search ? `?${search}` : ''}`;
}
