import type { project } from '../../../app/project.svelte.ts';
import type { TimelineEvent } from '../../widgets/types.ts';

type Event = (typeof project.events)[number];

/** The moves of a model as a history, newest first as given. */
export const historyOf = (events: readonly Event[]): readonly TimelineEvent[] =>
  events.map(event => ({
    id: event.id,
    at: Date.parse(event.at),
    title: titleOf(event),
    detail: [event.reason, event.evidence].filter(Boolean).join(' · '),
    tone: TONES[event.type],
  }));

const TONES: Readonly<Record<Event['type'], NonNullable<TimelineEvent['tone']>>> = {
  published: 'plain',
  challenger: 'plain',
  promoted: 'ok',
  'rolled-back': 'warn',
  withdrawn: 'plain',
};

function titleOf({ type, alias, from, to }: Event): string {
  switch (type) {
    case 'published':
      return `Version ${to} was published as ${alias ?? 'a version'}`;
    case 'promoted':
      return `Version ${to} became champion${from === null ? '' : ` in place of version ${from}`}`;
    case 'rolled-back':
      return `Back to version ${to}${from === null ? '' : ` from version ${from}`}`;
    case 'challenger':
      return `Version ${to} became challenger`;
    default:
      return `Version ${from} is no longer challenger`;
  }
}

/** The line that retrains outside the studio on a schedule. */
export const scheduledCommand = (target: string | null): string =>
  `npm run lifecycle -- data.csv --target ${target && /^[\w.-]+$/.test(target) ? target : `"${(target ?? 'TARGET').replaceAll('"', '\\"')}"`} --recipe recipe.json --out retrained`;
