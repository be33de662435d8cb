import type { Attribute, NamedTensor, OnnxNode, TensorData } from './proto.ts';

export const ML_DOMAIN = 'ai.onnx.ml';

/** Collects the nodes and constants of an ONNX graph under short names that no input or output has taken. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: NamedTensor[] = [];
  readonly #taken: ReadonlySet<string>;
  readonly #constants = new Map<string, string>();
  #next = 0;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = this.#name();
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  /** A node with two outputs. */
  pair(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): [string, string] {
    const outputs: [string, string] = [this.#name(), this.#name()];
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** A node of ai.onnx.ml. */
  mlNode(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    const output = this.#name();
    this.nodes.push({ op, domain: ML_DOMAIN, inputs, outputs: [output], attributes });
    return output;
  }

  /** A node that ends in a named output. */
  end(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    this.nodes.push({ op, inputs, outputs: [output], attributes });
  }

  doubles(values: readonly number[], dims: readonly number[] = [1, values.length]): string {
    return this.#constant({ type: 'double', dims, values });
  }
  int64s(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#constant({ type: 'int64', dims, values });
  }
  strings(values: readonly string[], dims: readonly number[] = [values.length]): string {
    return this.#constant({ type: 'string', dims, values });
  }

  get usesMl(): boolean {
    return this.nodes.some(n => n.domain === ML_DOMAIN);
  }

  /** Short constants are shared; long ones (weights) are written as they come. */
  #constant(tensor: TensorData): string {
    const short = tensor.values.length <= 16;
    const spelled = tensor.values.map(v => (Object.is(v, -0) ? '-0' : `${typeof v} ${v}`));
    const key = short ? JSON.stringify([tensor.type, tensor.dims, spelled]) : '';
    const known = short ? this.#constants.get(key) : undefined;
    if (known !== undefined) return known;
    const name = this.#name();
    this.initializers.push({ name, tensor });
    if (short) this.#constants.set(key, name);
    return name;
  }

  #name(): string {
    let name: string;
    do name = `t${this.#next++}`;
    while (this.#taken.has(name));
    return name;
  }
}
