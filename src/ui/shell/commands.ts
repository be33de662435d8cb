import { PLACES, STAGES, type RouteId } from '../../app/places.ts';
import { router } from '../../app/router.svelte.ts';
import { status } from '../../app/status.svelte.ts';
import { theme } from '../../app/theme.svelte.ts';
import { panels } from './panels.svelte.ts';
import { openProject, saveProject } from './project-files.ts';

export interface Command {
  readonly label: string;
  /** The stage of a place, or what kind of thing this is. */
  readonly note: string;
  readonly run: () => void;
}

/** Everything the palette offers now: the places in order, then what the header does. */
export function commandsFor(): Command[] {
  const go = (route: RouteId) => () => router.go(route);
  const places = PLACES.map(place => ({
    label: place.label,
    note: STAGES.find(stage => stage.id === place.stage)?.label ?? 'Throughout',
    run: go(place.id),
  }));
  return [
    ...places,
    { label: 'Start', note: 'Open a file or a sample', run: go('start') },
    { label: 'Lifecycle, words and teams', note: 'Learn', run: go('learn') },
    ...(status.actions.save ? [{ label: 'Save project', note: 'Project', run: () => void saveProject() }] : []),
    ...(status.actions.open ? [{ label: 'Open project', note: 'Project', run: openProject }] : []),
    {
      label: theme.current === 'dark' ? 'Use light colours' : 'Use dark colours',
      note: 'View',
      run: () => theme.toggle(),
    },
    {
      label: panels.learn ? 'Fold Learn away' : 'Show Learn',
      note: 'View',
      run: () => (panels.learn = !panels.learn),
    },
  ];
}

/** Commands that hold every word of the query: first those that begin with it, then by label, then by note. */
export function matching<T extends Pick<Command, 'label' | 'note'>>(commands: readonly T[], query: string): T[] {
  const text = query.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  const rank = (command: T): number => {
    const label = command.label.toLowerCase();
    if (label.startsWith(text)) return 0;
    if (words.every(word => label.includes(word))) return 1;
    return words.every(word => `${label} ${command.note.toLowerCase()}`.includes(word)) ? 2 : 3;
  };
  return commands.filter(command => rank(command) < 3).sort((a, b) => rank(a) - rank(b));
}
