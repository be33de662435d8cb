import type { ServiceWorkerStart } from './service-worker.ts';
import { PLACES, type PlaceId, type PlaceState } from './places.ts';

export interface DeviceStatus {
  /** "WebGPU", "WASM", "JavaScript". */
  readonly kind: string;
  /** The adapter's name, or an empty string. */
  readonly name: string;
  /** Why this one was taken, in a sentence. */
  readonly why: string;
}

export type SavedState =
  | { readonly state: 'empty' | 'saving' }
  | { readonly state: 'saved'; readonly at: number }
  | { readonly state: 'failed'; readonly reason: string };

/** Long work that is going on, as the status bar shows it. */
export interface JobStatus {
  readonly label: string;
  readonly detail?: string;
  /** 0..1, or null while it cannot be known. */
  readonly fraction: number | null;
  readonly startedAt: number;
  readonly stop?: () => void;
}

export interface PlaceStatus {
  readonly state: PlaceState;
  /** A short count beside the label: "3", "v2"; empty for none. */
  readonly count: string;
  /** What needs a person there, for the tooltip and for screen readers. */
  readonly note: string;
}

export interface StorageStatus {
  /** Bytes this site keeps in the browser, and the most it may keep; null where the browser does not say. */
  readonly bytes: number | null;
  readonly most: number | null;
  /** The browser has promised not to clear it by itself. */
  readonly kept: boolean;
}

/** What the header can do with the project; whoever owns the project sets them, and a missing one disables its button. */
export interface ProjectActions {
  save?: () => void | Promise<void>;
  open?: (file: File) => void | Promise<void>;
  rename?: (name: string) => void | Promise<void>;
}

/** What the frame around every place shows. Owners write, the shell reads. */
class Status {
  projectName = $state('');
  device = $state.raw<DeviceStatus | null>(null);
  saved = $state.raw<SavedState>({ state: 'empty' });
  job = $state.raw<JobStatus | null>(null);
  /** Whether the studio works offline and can answer requests; null while that is being found out. */
  offline = $state.raw<ServiceWorkerStart | null>(null);
  memoryBytes = $state<number | null>(null);
  storage = $state.raw<StorageStatus | null>(null);
  seed = $state<number | null>(null);
  actions = $state.raw<ProjectActions>({});
  #places = $state.raw<ReadonlyMap<PlaceId, PlaceStatus>>(
    new Map(PLACES.map(place => [place.id, { state: 'todo', count: '', note: '' }])),
  );

  place(id: PlaceId): PlaceStatus {
    return this.#places.get(id)!;
  }

  setPlace(id: PlaceId, status: Partial<PlaceStatus>): void {
    this.setPlaces([[id, status]]);
  }

  /** Set several at once; what is not named keeps its value. */
  setPlaces(entries: Iterable<readonly [PlaceId, Partial<PlaceStatus>]>): void {
    const changed = [...entries].map(([id, status]): [PlaceId, PlaceStatus] => [id, { ...this.place(id), ...status }]);
    this.#places = new Map([...this.#places, ...changed]);
  }
}

export const status = new Status();
