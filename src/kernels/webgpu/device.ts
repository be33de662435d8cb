/** One piece of work for the device: a pipeline over so many workgroups, with its buffers and dynamic offsets. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  /** Byte offsets of the bindings with a dynamic offset, in their order. */
  readonly offsets?: readonly number[];
  readonly workgroups: readonly [x: number, y?: number, z?: number];
}

const MEMORY_FULL = 'its memory is full';

/** A buffer filled from plain numbers. */
export type Numbers = Float32Array | Int32Array | Uint32Array | Uint8Array;

/**
 * A graphics device: buffers, compiled programs, work, reading back. What goes wrong on it (out of memory, a program it
 * refuses, the device gone) is thrown by the next `read` or `settled`, so nothing wrong is ever taken for an answer.
 */
export class WebGpu {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** What a person knows it by. */
  readonly description: string;
  /** Imitated by the main processor: correct, and slower than using that directly. */
  readonly software: boolean;
  /** Settles with the reason when the device is gone. */
  readonly lost: Promise<string>;
  /** Whether its language has the product of four signed bytes, which most devices compute in one instruction. */
  readonly dotOfBytes: boolean;
  readonly #programs = new Map<string, Promise<GPUComputePipeline>>();
  #failure: string | null = null;
  /** Buffers of the claim under way. */
  #claimed: GPUBuffer[] | null = null;

  constructor(device: GPUDevice, info: GPUAdapterInfo, language: ReadonlySet<string>) {
    this.device = device;
    this.info = info;
    this.description = describeAdapter(info);
    this.software = isSoftware(info);
    this.dotOfBytes = language.has('packed_4x8_integer_dot_product');
    this.lost = device.lost.then(({ message, reason }) => message || reason || 'no reason was given');
    void this.lost.then(reason => (this.#failure ??= `it was lost: ${reason}`));
    device.addEventListener('uncapturederror', ({ error }) => {
      this.#failure ??=
        'GPUOutOfMemoryError' in globalThis && error instanceof GPUOutOfMemoryError ? MEMORY_FULL : error.message;
    });
  }

  /** What went wrong on it, a plain clause; null while it is sound. */
  get failure(): string | null {
    return this.#failure;
  }

  /** The adapter's real limits, asked for when the device was opened. */
  get limits(): GPUSupportedLimits {
    return this.device.limits;
  }

  /** A compiled program, compiled once. `constants` are WGSL's `override` values. */
  pipeline(
    code: string,
    entryPoint: string,
    layout: GPUPipelineLayout | 'auto' = 'auto',
    constants: Record<string, number> = {},
  ): Promise<GPUComputePipeline> {
    const key = JSON.stringify([entryPoint, constants, typeof layout === 'string' ? layout : layout.label, code]);
    let made = this.#programs.get(key);
    if (!made) {
      made = this.#compile(code, { layout, entryPoint, constants });
      this.#programs.set(key, made);
      made.catch(() => this.#programs.delete(key));
    }
    return made;
  }

  async #compile(
    code: string,
    { layout, ...stage }: { layout: GPUPipelineLayout | 'auto'; entryPoint: string; constants: Record<string, number> },
  ): Promise<GPUComputePipeline> {
    const module = this.device.createShaderModule({ code });
    try {
      return await this.device.createComputePipelineAsync({ layout, compute: { module, ...stage } });
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const wrong = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('; ');
      throw new Error(`${this.description}: the program "${stage.entryPoint}" was refused: ${wrong || String(error)}`, {
        cause: error,
      });
    }
  }

  /** A buffer of so many bytes, all zero; refused by name where the device's limits do not allow it. */
  allocate(bytes: number, usage = GPUBufferUsage.STORAGE): GPUBuffer {
    const most = Math.min(this.limits.maxBufferSize, this.limits.maxStorageBufferBindingSize);
    const size = Math.max(16, Math.ceil(bytes / 4) * 4);
    if (size > most) throw new Error(`${this.description}: a buffer of ${size} bytes is more than its ${most}`);
    const buffer = this.device.createBuffer({ size, usage: usage | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
    this.#claimed?.push(buffer);
    return buffer;
  }

  /**
   * What `make` makes of buffers at once, all of them or none: where the device has no memory for them, those that were made
   * are given back, an Error says so, and the device stays sound.
   */
  async claim<T>(make: () => T): Promise<T> {
    const made: GPUBuffer[] = [];
    this.#claimed = made;
    // What uses a buffer that got no memory is invalid; that follows from it and is no failure of its own.
    this.device.pushErrorScope('validation');
    this.device.pushErrorScope('out-of-memory');
    let claimed: T | undefined;
    let failure: unknown;
    try {
      claimed = make();
    } catch (error) {
      failure = error;
    }
    this.#claimed = null;
    const [full, wrong] = await Promise.all([this.device.popErrorScope(), this.device.popErrorScope()]);
    const reason = full ? MEMORY_FULL : wrong?.message;
    if (reason !== undefined) failure ??= new Error(`${this.description}: ${reason}`);
    if (failure === undefined) return claimed as T;
    for (const buffer of made) buffer.destroy();
    throw failure;
  }

  /** A buffer that holds these numbers. */
  upload(numbers: Numbers, usage = GPUBufferUsage.STORAGE): GPUBuffer {
    const buffer = this.allocate(numbers.byteLength, usage);
    this.write(buffer, numbers);
    return buffer;
  }

  write(buffer: GPUBuffer, numbers: Numbers, byteOffset = 0): void {
    const { buffer: memory, byteOffset: from, byteLength } = numbers;
    const whole = byteLength % 4 === 0;
    // A queue takes multiples of four bytes, and no shared memory.
    const bytes =
      whole && memory instanceof ArrayBuffer
        ? new Uint8Array(memory, from, byteLength)
        : padded(new Uint8Array(memory, from, byteLength));
    this.device.queue.writeBuffer(buffer, byteOffset, bytes);
  }

  /** Queue the work, in order, each piece seeing what those before it wrote. */
  run(work: Iterable<Dispatch>): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, offsets, workgroups } of work) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group, offsets ?? []);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** What the buffer holds once the queued work is done. */
  async read(buffer: GPUBuffer, bytes = buffer.size, offset = 0): Promise<ArrayBuffer> {
    this.#requireSound();
    const size = Math.ceil(bytes / 4) * 4;
    const copy = this.device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, copy, 0, size);
    this.device.queue.submit([encoder.finish()]);
    try {
      await copy.mapAsync(GPUMapMode.READ);
      this.#requireSound();
      return copy.getMappedRange().slice(0, bytes);
    } catch (error) {
      this.#requireSound();
      throw error;
    } finally {
      copy.destroy();
    }
  }

  /** Waits until the queued work is done. */
  async settled(): Promise<void> {
    await this.device.queue.onSubmittedWorkDone();
    this.#requireSound();
  }

  close(): void {
    this.device.destroy();
  }

  #requireSound(): void {
    if (this.#failure === null) return;
    throw new Error(`${this.description}: ${this.#failure}`);
  }
}

function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return whole;
}

/** Limits that kernels use. The defaults hold 128 MB a binding; the adapter's own are what the hardware can do. */
const ASKED = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** The adapter that is offered; throws an Error with the reason where there is none. */
export async function findAdapter(gpu: GPU | undefined): Promise<GPUAdapter> {
  if (!gpu) throw new Error('this browser has no WebGPU');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no graphics processor is offered to this page');
  return adapter;
}

/** What a person knows an adapter by. */
export const describeAdapter = (info: GPUAdapterInfo): string =>
  info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ') || 'graphics processor';

/** A graphics processor imitated by the main one: correct, and slower than using the latter directly. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  const names = [info.description, info.vendor, info.architecture, info.device].join(' ');
  return info.isFallbackAdapter || /swiftshader|llvmpipe|basic render|software/i.test(names);
}

/** Open a device with all that its adapter offers. Throws an Error with the reason where there is none. */
export async function openWebGpu(gpu: GPU | undefined): Promise<WebGpu> {
  const adapter = await findAdapter(gpu);
  const requiredLimits = Object.fromEntries(ASKED.map(name => [name, adapter.limits[name] as number]));
  return new WebGpu(await adapter.requestDevice({ requiredLimits }), adapter.info, gpu!.wgslLanguageFeatures);
}
