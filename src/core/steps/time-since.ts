import { StudioError } from '../errors.ts';
import { MILLISECONDS_PER_DAY } from '../graph/calendar.ts';
import { defineStep } from '../step.ts';

const units = { days: MILLISECONDS_PER_DAY, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;

/** The time from the first of the dates to each of the others, with fractions, negative where it lies before; a gap where one is missing. */
export const timeSince = defineStep({
  id: 'time-since',
  label: 'Time between dates',
  help: 'Adds how much time lies between two dates, such as from an order to its delivery: from the first date of this step to each of the others. The dates stay as they are.',
  group: 'Dates',
  accepts: 'date',
  params: {
    unit: { kind: 'choice', default: 'days', options: ['days', 'hours', 'minutes', 'seconds'], label: 'Measured in' },
  },
  fit: (columns, _target, { unit }) => {
    if (columns.length === 1)
      throw new StudioError(
        'recipe/too-few-columns',
        `Time between dates: must have at least two dates, got only "${columns[0]!.name}". Add the other one to the step.`,
        { step: 'time-since' },
      );
    return { unit };
  },
  lower: ({ unit }, g, inputs) => {
    const [first, ...others] = inputs;
    return [
      ...inputs,
      ...others.map(({ name, ref }) => ({
        name: `${unit} from ${first!.name} to ${name}`,
        ref: g.binary('divide', g.binary('subtract', ref, first!.ref), g.constant(units[unit as keyof typeof units])),
      })),
    ];
  },
});
