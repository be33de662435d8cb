import type { NetworkLayer, NetworkRows, NetworkSetup } from '../network.ts';
import { dropoutThreshold, enteringUnits, networkLayout, placeOf } from '../network-layout.ts';
import type { Dispatch, WebGpu } from './device.ts';
import { NETWORK_SHADER } from './network-shader.ts';

/** Buffers of a network on the device, and the work of a step and of a measurement. */
export interface NetworkWork {
  readonly parameters: GPUBuffer;
  readonly gradient: GPUBuffer;
  readonly moments: GPUBuffer;
  readonly sums: GPUBuffer;
  readonly step: GPUBuffer;
  readonly chosen: GPUBuffer;
  readonly buffers: readonly GPUBuffer[];
  /** Forward and back over a batch of so many rows; its losses are counted where `counting`. */
  pass(rows: number, counting: boolean): readonly Dispatch[];
  measure(rows: number): readonly Dispatch[];
  readonly shorten: Dispatch;
  /** The update with and without weight decay. */
  readonly decaying: readonly Dispatch[];
  readonly plain: readonly Dispatch[];
}

const ACTIVATIONS = ['identity', 'relu', 'tanh', 'silu'] as const;
const TILE = 32;
const GROUP = 64;
/** Dynamic offsets of uniform buffers are multiples of this on every device. */
const SLOT = 256;
const MOST_GROUPS = 4096;
/** Of `Step` in the programs: nine numbers, filled up to a multiple of 16 bytes. */
export const STEP_BYTES = 48;

/** Throws where the device has no memory for it, and leaves none behind. */
export async function prepareWork(gpu: WebGpu, setup: NetworkSetup): Promise<NetworkWork> {
  return withPipelines(gpu, setup, await gpu.claim(() => layOut(gpu, setup)));
}

/** Buffers with all that stands in them at the beginning, and how the programs see them. */
function layOut(gpu: WebGpu, setup: NetworkSetup) {
  const { plan, training, validation, state, batch, measured, atOnce } = setup;
  const rows = Math.max(Math.min(batch, atOnce ?? batch), measured);
  const layout = networkLayout(plan);
  const entering = enteringUnits(plan, layout);
  let length = 0;
  const room = (units: number): number => (length += rows * units) - rows * units;
  const input = room(layout.inputs);
  const places = plan.layers.map(({ units }) => ({
    before: room(units),
    output: room(units),
    byOutput: room(units),
    delta: room(units),
  }));
  const rowLosses = room(2);

  const parameters = gpu.upload(state.parameters);
  const gradient = gpu.allocate(4 * layout.parameters);
  const moments = gpu.allocate(8 * layout.parameters);
  gpu.write(moments, state.first);
  gpu.write(moments, state.second, 4 * layout.parameters);
  const work = gpu.allocate(4 * length);
  const sums = gpu.allocate(32);
  const chosen = gpu.allocate(4 * rows);
  const step = gpu.allocate(STEP_BYTES, GPUBufferUsage.UNIFORM);

  const records: DataView[] = [];
  /** A record of a layer for the programs; gives its place. `data` says where rows have their targets and weights. */
  const record = (
    l: number,
    data: NetworkRows,
    slot: number,
    run: { from: number; count: number; decays: number },
  ): number => {
    const view = new DataView(new ArrayBuffer(SLOT));
    const layer = plan.layers[l]!;
    const below = l > 0 ? plan.layers[l - 1]! : null;
    const targets = data.numbers.length;
    const fields: readonly (number | Float)[] = [
      entering[l]!, layer.units, ACTIVATIONS.indexOf(layer.activation), Number(layer.residual),
      dropoutThreshold(layer.dropout), scaleOf(layer), placeOf(layout, 'weights', l), l,
      l > 0 ? places[l - 1]!.output : input, places[l]!.before, places[l]!.output, places[l]!.byOutput, places[l]!.delta,
      below ? places[l - 1]!.before : 0, below ? places[l - 1]!.byOutput : 0, below ? places[l - 1]!.delta : 0,
      below ? ACTIVATIONS.indexOf(below.activation) : 0, below ? dropoutThreshold(below.dropout) : 0,
      below ? scaleOf(below) : { float: 1 }, Math.max(0, l - 1),
      targets, data.weights ? targets + data.targets.length : 0, Number(plan.loss === 'squared'), rowLosses,
      run.from, run.count, run.decays, slot,
    ]; // prettier-ignore
    fields.forEach((field, i) => {
      if (typeof field === 'number') view.setUint32(4 * i, field, true);
      else view.setFloat32(4 * i, field.float, true);
    });
    return records.push(view) - 1;
  };
  const whole = { from: 0, count: layout.parameters, decays: 0 };
  const trainingRecords = plan.layers.map((_, l) => record(l, training, 0, whole));
  const measureRecords = validation ? plan.layers.map((_, l) => record(l, validation, 2, whole)) : [];
  const adamRecords = layout.segments.map(({ kind, at, rows: count, columns }) =>
    record(0, training, 0, { from: at, count: count * columns, decays: Number(kind === 'weights') }),
  );
  const layers = gpu.allocate(SLOT * records.length, GPUBufferUsage.UNIFORM);
  records.forEach((view, i) => gpu.write(layers, new Uint8Array(view.buffer), SLOT * i));

  const shared = [parameters, gradient, moments, work];
  const trainingData = joined(gpu, training);
  const validationData = validation ? joined(gpu, validation) : null;
  const groups = bindings(gpu, shared, chosen, sums, step, layers, [trainingData, validationData]);
  return {
    layout, entering, groups, trainingRecords, measureRecords, adamRecords,
    named: { parameters, gradient, moments, sums, step, chosen },
    buffers: [...shared, sums, chosen, step, layers, trainingData, ...(validationData ? [validationData] : [])],
  }; // prettier-ignore
}

async function withPipelines(
  gpu: WebGpu,
  { plan }: NetworkSetup,
  laid: ReturnType<typeof layOut>,
): Promise<NetworkWork> {
  const { layout, entering, groups, trainingRecords, measureRecords, adamRecords, named, buffers } = laid;
  const last = plan.layers.length - 1;
  const names = ['gather', 'loss', 'collect', 'shorten', 'adam'] as const;
  const pipelines = await Promise.all(names.map(name => gpu.pipeline(NETWORK_SHADER, name, groups.layout)));
  const products = await Promise.all(
    [0, 1, 2].map(PRODUCT => gpu.pipeline(NETWORK_SHADER, 'product', groups.layout, { PRODUCT })),
  );
  const by = Object.fromEntries(names.map((name, i) => [name, pipelines[i]!])) as Record<
    (typeof names)[number],
    GPUComputePipeline
  >;

  const make = (
    pipeline: GPUComputePipeline,
    at: number,
    workgroups: Dispatch['workgroups'],
    group = groups.training,
  ): Dispatch => ({
    pipeline,
    group: group!,
    offsets: [SLOT * at],
    workgroups,
  });
  const tiles = (count: number): number => Math.ceil(count / TILE);
  const some = (count: number): readonly [number] => [Math.min(MOST_GROUPS, Math.max(1, Math.ceil(count / GROUP)))];
  const forward = (count: number, at: readonly number[], group: GPUBindGroup): Dispatch[] => [
    make(by.gather, at[0]!, some(count * layout.inputs), group),
    ...plan.layers.map(({ units }, l) => make(products[0]!, at[l]!, [tiles(units), tiles(count)], group)),
    make(by.loss, at[last]!, some(count), group),
  ];
  return {
    ...named,
    buffers,
    pass: (count, counting) => [
      ...forward(count, trainingRecords, groups.training),
      ...(counting ? [make(by.collect, trainingRecords[last]!, [1])] : []),
      ...plan.layers.flatMap((_, i) => {
        const l = last - i;
        const { units } = plan.layers[l]!;
        const at = trainingRecords[l]!;
        const weights = make(products[1]!, at, [tiles(units), tiles(entering[l]! + 1)]);
        return l > 0 ? [weights, make(products[2]!, at, [tiles(entering[l]!), tiles(count)])] : [weights];
      }),
    ],
    measure: count => [
      ...forward(count, measureRecords, groups.validation!),
      make(by.collect, measureRecords[last]!, [1], groups.validation!),
    ],
    shorten: make(by.shorten, trainingRecords[0]!, [1]),
    decaying: layout.segments.map(({ rows: count, columns }, s) =>
      make(by.adam, adamRecords[s]!, some(count * columns)),
    ),
    plain: [make(by.adam, trainingRecords[0]!, some(layout.parameters))],
  };
}

/** A field that is no whole number. */
interface Float {
  readonly float: number;
}

const scaleOf = ({ dropout }: NetworkLayer): Float => ({ float: 1 / (1 - dropout) });

/** Numbers, targets and weights of rows in one buffer, in this order. */
function joined(gpu: WebGpu, { numbers, targets, weights }: NetworkRows): GPUBuffer {
  const buffer = gpu.allocate(4 * (numbers.length + targets.length + (weights?.length ?? 0)));
  gpu.write(buffer, numbers);
  gpu.write(buffer, targets, 4 * numbers.length);
  if (weights) gpu.write(buffer, weights, 4 * (numbers.length + targets.length));
  return buffer;
}

function bindings(
  gpu: WebGpu,
  shared: readonly GPUBuffer[],
  chosen: GPUBuffer,
  sums: GPUBuffer,
  step: GPUBuffer,
  layers: GPUBuffer,
  [training, validation]: readonly [GPUBuffer, GPUBuffer | null],
) {
  const types: readonly GPUBufferBindingLayout[] = [
    ...shared.map(() => ({ type: 'storage' as const })),
    { type: 'read-only-storage' },
    { type: 'read-only-storage' },
    { type: 'storage' },
    { type: 'uniform' },
    { type: 'uniform', hasDynamicOffset: true },
  ];
  const bindGroupLayout = gpu.device.createBindGroupLayout({
    entries: types.map((buffer, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer })),
  });
  const layout = gpu.device.createPipelineLayout({ label: 'network', bindGroupLayouts: [bindGroupLayout] });
  const group = (data: GPUBuffer): GPUBindGroup =>
    gpu.device.createBindGroup({
      layout: bindGroupLayout,
      entries: [...shared, data, chosen, sums, step, layers].map((buffer, binding) => ({
        binding,
        resource: buffer === layers ? { buffer, size: SLOT } : { buffer },
      })),
    });
  return { layout, training: group(training!), validation: validation && group(validation) };
}
