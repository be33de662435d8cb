import { addressOf, PLACES, type PlaceId } from './places.ts';
import { readPreference, writePreference } from './preference.ts';
import { router } from './router.svelte.ts';

/** What to do in each of the nine places, when the sample of the tour is open. */
const STEPS: readonly { readonly place: PlaceId; readonly todo: string }[] = [
  {
    place: 'source',
    todo: 'This table has one row an hour. Look at what is predicted, “rentals”, and at which rows are kept back for the test: the latest ones.',
  },
  {
    place: 'profile',
    todo: 'Two columns add up to the target in every row. A model that sees them has the answer already: press “Set both aside”.',
  },
  {
    place: 'pipeline',
    todo: 'Gaps are filled, numbers brought to one scale, categories turned into columns. Everything is chosen already; look at what each step does.',
  },
  {
    place: 'features',
    todo: 'The hour of the day says much about rentals. Try the formula hour(started_at), or go on without it.',
  },
  { place: 'train', todo: 'Train a model. It is compared with a baseline that looks at nothing.' },
  { place: 'evaluate', todo: 'Open the vault and see how the model does on rows it has never seen.' },
  { place: 'serve', todo: 'Publish the model here and ask it something, or take it out as a file.' },
  {
    place: 'monitor',
    todo: 'Check the later months: summer comes and a sensor changes its unit. Bring in the later file if it is not there yet.',
  },
  {
    place: 'update',
    todo: 'Retrain with the later data, compare the two models on the same rows, promote the better one, and try going back.',
  },
];

const PREFERENCE = 'tour';

/** The ten-minute tour: while it is on, a line at the top of each place says what to do there and what comes next. */
class Tour {
  on = $state(readPreference(PREFERENCE) === 'on');

  readonly count = STEPS.length;
  /** The step of the place on the screen; -1 elsewhere. */
  step = $derived(STEPS.findIndex(s => s.place === router.route));
  todo = $derived(STEPS[this.step]?.todo ?? '');
  here = $derived(PLACES.find(p => p.id === STEPS[this.step]?.place)?.label ?? '');
  next = $derived.by(() => {
    const place = PLACES.find(p => p.id === STEPS[this.step + 1]?.place);
    return place ? { label: place.label, href: addressOf(place.id) } : null;
  });

  begin(): void {
    this.on = true;
    writePreference(PREFERENCE, 'on');
  }

  end(): void {
    this.on = false;
    writePreference(PREFERENCE, null);
  }
}

export const tour = new Tour();
