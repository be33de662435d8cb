import { needsOf, roomFor } from '../core/table/forecast.ts';
import type { SourceChoice, SourceForecast, SourceInput, SourcePreview } from '../engine/reading.ts';
import type { DatasetOrigin } from '../store/schema.ts';
import { saveLink } from '../store/links.ts';
import { pickLinkedFile } from './file-links.ts';
import { addDataset, fetchUrl, openInProject, openSample } from './open-source.ts';
import { otherTables } from './other-tables.svelte.ts';
import { project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { fetchSample, listSamples, type Sample } from './samples.ts';
import { dataWorker } from './services.ts';

/** Where a table that is brought in goes: into a project of its own, or beside the open project's table. */
export type Destination = 'new' | 'add';

/** A source that was chosen and is shown before it is read. */
export interface PendingSource {
  readonly name: string;
  readonly source: SourceInput;
  readonly origin: DatasetOrigin;
  readonly destination: Destination;
  /** The file on the disk that is linked, where it is. */
  readonly link?: FileSystemFileHandle;
}

export interface SourceFailure {
  readonly title: string;
  readonly error: unknown;
}

/** Whether there is anything to look at, to choose or to agree to before the source is read. */
const isOpenToChoice = ({ dialect, rows, members, columns, groupRows }: SourcePreview): boolean =>
  dialect !== null ||
  rows.length > 0 ||
  members.length > 1 ||
  groupRows.length > 1 ||
  columns.length > MANY_COLUMNS ||
  columns.some(column => column.nested);

/** So many columns are seldom all wanted. */
const MANY_COLUMNS = 50;

/** Another way to split the text gives other columns. */
function withoutColumns({ choice: { columns: _columns, ...choice } = {}, ...rest }: SourceChoice): SourceChoice {
  return { ...rest, choice };
}

/** Bringing a table in: what was chosen, how it seems to be written, and what went wrong. */
class Source {
  pending = $state.raw<PendingSource | null>(null);
  preview = $state.raw<SourcePreview | null>(null);
  /** What a person has set; the rest is recognised. */
  chosen = $state.raw<SourceChoice>({});
  /** What reading it all will take; null until it is known, or where only reading tells. */
  foreseen = $state.raw<SourceForecast | null>(null);
  failure = $state.raw<SourceFailure | null>(null);
  busy = $state(false);
  samples = $state.raw<readonly Sample[]>([]);
  #asked = 0;

  async loadSamples(): Promise<void> {
    if (this.samples.length) return;
    try {
      this.samples = await listSamples();
    } catch (error) {
      this.failure = { title: 'The list of samples was not loaded', error };
    }
  }

  /** The later data that belongs to the sample the project was opened from. */
  laterFile = $derived.by(() => {
    const origin = project.dataset?.origin;
    const sample = origin?.kind === 'sample' ? this.samples.find(s => s.id === origin.sample) : undefined;
    return sample?.later && !project.datasets.some(d => d.name === sample.later) ? sample.later : null;
  });

  /** Take a file and show what would be read of it; a format with one table of its own is read at once. */
  async choose(
    name: string,
    source: SourceInput,
    origin: DatasetOrigin,
    destination: Destination,
    link?: FileSystemFileHandle,
  ): Promise<void> {
    await this.#attempt(`${name} was not opened`, async () => {
      const preview = await dataWorker().previewSource(name, source, {});
      const pending = { name, source, origin, destination, ...(link && { link }) };
      if (!isOpenToChoice(preview)) return this.#read(pending, {});
      this.pending = pending;
      this.chosen = {};
      this.preview = preview;
      this.foreseen = null;
      this.#foresee(pending, {});
    });
  }

  /** The forecast follows what is shown; without one the source is read all the same. */
  #foresee(pending: PendingSource, chosen: SourceChoice): void {
    dataWorker()
      .forecast(pending.name, pending.source, chosen)
      .then(foreseen => {
        if (this.pending === pending && this.chosen.dialect === chosen.dialect) this.foreseen = foreseen;
      })
      .catch(() => (this.foreseen = null));
  }

  /** What reading the chosen part takes, and the share of it there is room for. */
  needs = $derived.by(() => {
    if (!this.foreseen?.forecast) return null;
    const { forecast, room } = this.foreseen;
    const { columns, sample, rowGroups } = this.chosen.choice ?? {};
    const groups = this.preview?.groupRows ?? [];
    const taken = rowGroups?.reduce((sum, group) => sum + (groups[group] ?? 0), 0);
    const share = taken === undefined ? sample?.share : taken / Math.max(1, forecast.rows);
    const needs = needsOf(forecast, { columns, ...(share !== undefined && { sample: { share } }) });
    return { ...needs, exact: forecast.exact, room, share: roomFor(needs, room) };
  });

  /** Read only these columns, or all; a share of the rows, or all. The preview stays as it is. */
  setPart(part: Pick<NonNullable<SourceChoice['choice']>, 'columns' | 'sample'>): void {
    const { columns: _columns, sample: _sample, ...rest } = this.chosen.choice ?? {};
    this.chosen = { ...this.chosen, choice: { ...rest, ...part } };
  }

  /** Choose a file that stays linked, so that it can be read again later with one press. */
  async chooseLinked(destination: Destination): Promise<void> {
    await this.#attempt('The file was not linked', async () => {
      const link = await pickLinkedFile();
      if (link) await this.choose(link.name, await link.getFile(), { kind: 'file' }, destination, link);
    });
  }

  chooseText = (text: string, destination: Destination): Promise<void> =>
    this.choose('pasted.csv', new Blob([text]), { kind: 'paste' }, destination);

  async chooseUrl(url: string, destination: Destination): Promise<void> {
    await this.#attempt('The address was not opened', async () => {
      const fetched = await fetchUrl(url);
      if (fetched) await this.choose(fetched.name, fetched.source, { kind: 'url', url }, destination);
    });
  }

  /** Change how the text is split. */
  setDialect = (change: NonNullable<SourceChoice['dialect']>): Promise<void> =>
    this.#choose({ ...withoutColumns(this.chosen), dialect: { ...this.chosen.dialect, ...change } });

  /**
   * Change what of the source is the table. Another file of a zip is another source: what was set for the first is
   * dropped. Columns and row groups are chosen from what is shown already.
   */
  async setChoice(change: NonNullable<SourceChoice['choice']>): Promise<void> {
    const merged = { ...this.chosen, choice: { ...this.chosen.choice, ...change } };
    if (change.columns || change.rowGroups) this.chosen = merged;
    else await this.#choose(change.member === undefined ? merged : { choice: { member: change.member } });
  }

  /** The preview follows each choice, and only the latest counts; one that cannot be shown is taken back. */
  async #choose(chosen: SourceChoice): Promise<void> {
    const { pending } = this;
    if (!pending) return;
    const before = this.chosen;
    this.chosen = chosen;
    const asked = ++this.#asked;
    const isLatest = (): boolean => asked === this.#asked && this.pending === pending;
    await this.#attempt('The preview could not be made', async () => {
      try {
        const preview = await dataWorker().previewSource(pending.name, pending.source, chosen);
        if (!isLatest()) return;
        this.preview = preview;
        this.#foresee(pending, chosen);
      } catch (error) {
        if (isLatest()) this.chosen = before;
        throw error;
      }
    });
  }

  /** Read the shown source to its end. When it fails or is stopped, it stays on the screen and the project as it was. */
  async read(): Promise<void> {
    const { pending, chosen } = this;
    if (pending) await this.#attempt(`${pending.name} was not read`, () => this.#read(pending, chosen));
  }

  drop(): void {
    this.pending = null;
    this.preview = null;
    this.foreseen = null;
    this.failure = null;
  }

  async openSample(sample: Sample): Promise<boolean> {
    let opened = false;
    await this.#attempt(`${sample.title} was not opened`, async () => {
      opened = (await openSample(sample)) !== undefined;
      if (opened) router.go('source');
    });
    return opened;
  }

  /** Add the later data of the project's sample. */
  async addLater(): Promise<void> {
    const [file, origin] = [this.laterFile, project.dataset?.origin];
    if (!file || !origin) return;
    await this.#attempt(`${file} was not added`, async () => {
      await addDataset({ name: file, source: await fetchSample(file), origin });
    });
  }

  async #read({ name, source, origin, destination, link }: PendingSource, given: SourceChoice): Promise<void> {
    const request = { name, source, origin, given };
    const dataset = destination === 'add' ? await addDataset(request) : await openInProject(request);
    if (!dataset) return;
    if (link) await saveLink(dataset.id, link);
    this.drop();
    router.go('source');
    if (destination === 'add') await otherTables.ask(dataset);
  }

  async #attempt(title: string, work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.failure = { title, error };
    } finally {
      this.busy = false;
    }
  }
}

export const source = new Source();
