import { chunkRows, type DistanceKernels, type Nearest, type Pause, type Points, type Seeds } from '../distances.ts';
import { type AssignedChunks, WasmPoints } from './distances.ts';
import type { PointShare, PointsJob } from './row-member.ts';
import { joined, ROW_SHARING, type RowSharing, RowTeam, type Share } from './row-team.ts';
import { addedUp, type WasmSeeds } from './seeds.ts';
import type { Helpers, LastShared } from './team.ts';
import type { WasmThreads } from './threads.ts';

/** Distances on this thread and on workers that share no memory with it, the same to the bit. */
export const teamDistanceKernels = (
  threads: WasmThreads,
  helpers: Helpers,
  last: LastShared,
  sharing = ROW_SHARING,
): DistanceKernels => ({
  hold: (points, weights) => Promise.resolve(new TeamPoints(threads, helpers, last, sharing, points, weights)),
});

/**
 * Passes that compare rows with centres go over rows in chunks, of which each worker has some. To find the nearest rows each
 * has all rows and a share of the queries. Everything else is done here.
 */
class TeamPoints extends WasmPoints {
  readonly #points: Points;
  readonly #byRows: RowTeam<PointShare>;
  readonly #byQueries: RowTeam<PointShare>;

  constructor(
    threads: WasmThreads,
    helpers: Helpers,
    last: LastShared,
    sharing: RowSharing,
    points: Points,
    weights?: Float64Array,
  ) {
    super(threads, points, weights);
    this.#points = points;
    const chunk = chunkRows(points.rows);
    const job = ({ from, to }: Share, own?: Float64Array): PointsJob => ({
      kind: 'points',
      module: helpers.module,
      rows: to - from,
      width: points.width,
      weights: own,
      chunk,
    });
    const weighted = (share: Share): PointsJob => job(share, weights?.slice(share.from, share.to));
    this.#byQueries = new RowTeam(helpers, last, { given: points, unit: 4, whole: true, job }, sharing);
    this.#byRows = new RowTeam(helpers, last, { given: points, unit: chunk, job: weighted }, sharing);
  }

  override async assignChunks(
    centres: Float64Array,
    labels: Int32Array,
    pause: Pause,
    proposed?: Int32Array,
  ): Promise<AssignedChunks> {
    const { rows } = this.#points;
    const parts = await this.#byRows.over(
      rows * centres.length,
      () => pause(rows, rows),
      ({ to }) => {
        this.reach(to);
        return super.assignChunks(centres, labels, pause, proposed);
      },
      'assign',
      ({ from, to }) => [centres.slice(), labels.slice(from, to), proposed?.slice(from, to)],
    );
    return {
      labels: parts.flatMap(part => part.labels),
      sums: joined(parts.map(part => part.sums)),
      sizes: joined(parts.map(part => part.sizes)),
      moved: parts.reduce((sum, part) => sum + part.moved, 0),
    };
  }

  override async toOwn(centres: Float64Array, labels: Int32Array, pause: Pause): Promise<Float64Array> {
    const { rows, width } = this.#points;
    const parts = await this.#byRows.over(
      rows * width,
      () => pause(rows, rows),
      ({ to }) => {
        this.reach(to);
        return super.toOwn(centres, labels, pause);
      },
      'toOwn',
      ({ from, to }) => [centres.slice(), labels.slice(from, to)],
    );
    return joined(parts);
  }

  override async nearest(count: number, pause: Pause, queries?: Points): Promise<Nearest> {
    const { rows, width } = this.#points;
    const asked = queries ? queries.rows : rows;
    /** Queries in the proportion of rows, in groups of four. */
    const at = (row: number): number => (row === rows ? asked : 4 * Math.floor((row * asked) / (4 * rows)));
    const parts = await this.#byQueries.over(
      rows * asked * width,
      () => pause(asked, asked),
      ({ to }) => super.nearestOf(count, pause, queries, 0, at(to)),
      'nearest',
      ({ from, to }) => [count, queries, at(from), at(to)],
    );
    return { indices: joined(parts.map(part => part.indices)), distances: joined(parts.map(part => part.distances)) };
  }

  override seeds(): Seeds {
    return new TeamSeeds(this, this.#points, super.ownSeeds(), this.#byRows);
  }

  override close(): void {
    this.#byRows.close();
    this.#byQueries.close();
    super.close();
  }
}

/** How far all rows are from the centres taken is known here; of candidates each worker knows it for its rows. */
class TeamSeeds implements Seeds {
  readonly #held: TeamPoints;
  readonly #points: Points;
  readonly #own: WasmSeeds;
  readonly #team: RowTeam<PointShare>;
  /** Whether workers know how far rows are. */
  #told = false;
  #offered = new Float64Array();
  /** Rows for which candidates were compared here. */
  #reached = 0;

  constructor(held: TeamPoints, points: Points, own: WasmSeeds, team: RowTeam<PointShare>) {
    this.#held = held;
    this.#points = points;
    this.#own = own;
    this.#team = team;
  }

  get nearest(): Float64Array {
    return this.#own.nearest;
  }

  async offer(candidates: Float64Array, pause: Pause): Promise<Float64Array> {
    const { rows, width } = this.#points;
    this.#offered = candidates.slice();
    const parts = await this.#team.over(
      rows * candidates.length,
      () => pause(rows, rows),
      ({ to }) => this.#compare(to, pause),
      'offer',
      ({ from, to }) => [candidates.slice(), this.#told ? undefined : this.nearest.slice(from, to)],
    );
    this.#told = this.#team.isShared;
    const totals = joined(parts);
    return addedUp(totals, (totals.length * width) / candidates.length);
  }

  async take(candidate: number): Promise<void> {
    const unhurried = (): Promise<void> => Promise.resolve();
    const [, ...others] = await this.#team.over(
      0,
      unhurried,
      async ({ to }) => {
        if (to > this.#reached) await this.#compare(to, unhurried);
        return new Float64Array();
      },
      'take',
      () => [candidate],
    );
    await this.#own.take(candidate);
    this.#own.nearest.set(joined([new Float64Array(), ...others]), others.length ? this.#reached : 0);
  }

  close(): void {
    this.#own.close();
  }

  #compare(rows: number, pause: Pause): Promise<Float64Array> {
    this.#reached = rows;
    this.#held.reach(rows);
    return this.#own.offerChunks(this.#offered, pause);
  }
}
