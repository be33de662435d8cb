import type { LinearKernels } from '../linear.ts';
import type { RangePasses, SlicedPasses } from '../linear-ranges.ts';
import { linearKernels, type Opened } from './linear.ts';
import { joined, ROW_SHARING, type RowSharing, RowTeam, type Share } from './row-team.ts';
import type { Helpers, LastShared } from './team.ts';
import type { WasmThreads } from './threads.ts';

/** Passes of linear models on this thread and on workers that share no memory with it, the same to the bit. */
export const teamLinearKernels = (
  threads: WasmThreads,
  helpers: Helpers,
  last: LastShared,
  sharing = ROW_SHARING,
): LinearKernels => linearKernels(threads, (own, opened) => new TeamPasses(own, opened, helpers, last, sharing));

/** Each worker has some of the ranges. What it has been told is known here too, for the next one and in case it is lost. */
class TeamPasses implements RangePasses {
  readonly #own: SlicedPasses<number>;
  readonly #rows: number;
  readonly #wide: number;
  readonly #wait: () => Promise<void>;
  readonly #team: RowTeam<RangePasses>;
  #shift: Float64Array;
  #known: Parameters<RangePasses['classes']> | undefined;
  /** What `logLoss` last saw. */
  #seen: { readonly shift: Float64Array; readonly parameters: Float64Array } | undefined;

  constructor(own: SlicedPasses<number>, opened: Opened, helpers: Helpers, last: LastShared, sharing: RowSharing) {
    const { rows: given, cut, shift, between } = opened;
    this.#own = own;
    this.#rows = given.rows;
    this.#wide = cut.wide;
    this.#shift = shift.slice();
    this.#wait = () => between('Going over the rows', 1, 1);
    const { module } = helpers;
    const { width } = given;
    const sharer = {
      given,
      unit: cut.length,
      job: ({ from, to }: Share) => ({ kind: 'ranges', module, rows: to - from, width, cut }) as const,
      begin: () => {
        if (this.#known) this.classes(...this.#known);
        const { shift, parameters } = this.#seen ?? {};
        if (shift) this.#team.tell('centre', () => [shift.slice()]);
        if (parameters) this.#team.tell('logLoss', () => [parameters.slice()]);
        this.centre(this.#shift);
      },
      regain: async () => {
        this.#own.reach(this.#rows);
        if (!this.#seen) return;
        this.#own.centre(this.#seen.shift);
        await this.#own.logLoss(this.#seen.parameters);
        this.#own.centre(this.#shift);
      },
    };
    this.#team = new RowTeam(helpers, last, sharer, sharing);
  }

  centre(shift: Float64Array): void {
    this.#shift = shift.slice();
    this.#own.centre(shift);
    this.#team.tell('centre', () => [shift.slice()]);
  }

  classes(codes: Int32Array, weights: Float64Array, classes: number): void {
    this.#known = [codes, weights, classes];
    this.#own.classes(codes, weights, classes);
    this.#team.tell('classes', ({ from, to }) => [codes.slice(from, to), weights.slice(from, to), classes]);
  }

  async scores(parameters: Float64Array, outputs: number): Promise<Float64Array> {
    const own = () => this.#own.scores(parameters, outputs);
    const parts = await this.#over(outputs * this.#wide, own, 'scores', () => [parameters.slice(), outputs]);
    return joinedByRow(parts, outputs, this.#rows);
  }

  async adjoint(residuals: Float64Array, outputs: number): Promise<Float64Array> {
    const own = () => this.#own.adjoint(residuals, outputs);
    const given = (share: Share) => [cutByRow(residuals, outputs, share), outputs] as const;
    return joined(await this.#over(outputs * this.#wide, own, 'adjoint', share => [...given(share)]));
  }

  async gram(weights: Float64Array | null): Promise<Float64Array> {
    const own = () => this.#own.gram(weights);
    const given = ({ from, to }: Share) => weights && weights.slice(from, to);
    return joined(await this.#over(this.#wide ** 2 / 2, own, 'gram', share => [given(share)]));
  }

  async squares(weights: Float64Array): Promise<Float64Array> {
    const own = () => this.#own.squares(weights);
    return joined(await this.#over(this.#wide, own, 'squares', ({ from, to }) => [weights.slice(from, to)]));
  }

  async moments(): Promise<Float64Array> {
    return joined(await this.#over(4 * this.#wide, () => this.#own.moments(), 'moments', () => [])); // prettier-ignore
  }

  async logLoss(parameters: Float64Array): Promise<{ values: Float64Array; sums: Float64Array }> {
    this.#seen = { shift: this.#shift, parameters: parameters.slice() };
    const own = () => this.#own.logLoss(parameters);
    const work = 2 * this.#outputs * (this.#wide + 20);
    const parts = await this.#over(work, own, 'logLoss', () => [parameters.slice()]);
    return { values: joined(parts.map(part => part.values)), sums: joined(parts.map(part => part.sums)) };
  }

  async logLossBend(direction: Float64Array): Promise<Float64Array> {
    const own = () => this.#own.logLossBend(direction);
    const work = 2 * this.#outputs * this.#wide;
    return joined(await this.#over(work, own, 'logLossBend', () => [direction.slice()]));
  }

  async logLossGram(k: number, l: number): Promise<Float64Array> {
    const own = () => this.#own.logLossGram(k, l);
    return joined(await this.#over(this.#wide ** 2 / 2, own, 'logLossGram', () => [k, l]));
  }

  async logLossSquares(k: number): Promise<Float64Array> {
    return joined(
      await this.#over(
        this.#wide,
        () => this.#own.logLossSquares(k),
        'logLossSquares',
        () => [k],
      ),
    );
  }

  close(): void {
    this.#team.close();
    this.#own.close();
  }

  get #outputs(): number {
    const classes = this.#known?.[2] ?? 2;
    return classes === 2 ? 1 : classes;
  }

  /** `each` is multiply-adds a row. */
  #over<K extends keyof RangePasses>(
    each: number,
    own: () => Promise<Awaited<ReturnType<RangePasses[K]>>>,
    method: K,
    given: (share: Share) => [...Parameters<RangePasses[K]>],
  ) {
    const reached = ({ to }: Share) => {
      this.#own.reach(to);
      return own();
    };
    return this.#team.over(each * this.#rows, this.#wait, reached, method, given);
  }
}

/** Of numbers by row, `[outputs, rows]`, those of some rows. */
function cutByRow(values: Float64Array, outputs: number, { from, to }: Share): Float64Array {
  const rows = values.length / outputs;
  const out = new Float64Array(outputs * (to - from));
  for (let k = 0; k < outputs; k++) out.set(values.subarray(k * rows + from, k * rows + to), k * (to - from));
  return out;
}

function joinedByRow(parts: readonly Float64Array[], outputs: number, rows: number): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const out = new Float64Array(outputs * rows);
  let from = 0;
  for (const part of parts) {
    const own = part.length / outputs;
    for (let k = 0; k < outputs; k++) out.set(part.subarray(k * own, (k + 1) * own), k * rows + from);
    from += own;
  }
  return out;
}
