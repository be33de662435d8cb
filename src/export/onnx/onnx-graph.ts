import type { Attribute, NamedTensor, OnnxNode, TensorData } from './proto.ts';

export const ML_DOMAIN = 'ai.onnx.ml';

/** Collects the nodes and constants of an ONNX graph under short names that no input or output has taken. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: NamedTensor[] = [];
  readonly #taken: ReadonlySet<string>;
  readonly #constants = new Map<string, string>();
  /** Constants of one number alone. */
  readonly #numbers = new Map<string, { readonly value: number; readonly dims: readonly number[] }>();
  #next = 0;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.#asWritten(op, inputs) ?? this.#plain(op, inputs, attributes);
  }

  /**
   * ONNX Runtime gives x for x * c, x / c, x + c and x - c where c rounded to float32 is 1 or 0, and y / x for 1 / x * y.
   * The same numbers in a form that it leaves alone; nothing where it does no harm.
   */
  #asWritten(op: string, inputs: readonly string[]): string | undefined {
    const at = inputs.findIndex(name => this.#numbers.has(name));
    if (at < 0 || inputs.length !== 2) return undefined;
    const { value, dims } = this.#numbers.get(inputs[at]!)!;
    const rounded = Math.fround(value);
    const withValue = (form: string, other: number): string =>
      this.#plain(form, inputs.with(at, this.doubles([other], dims)));
    if ((op === 'Mul' && rounded === 1 && value !== 1) || (op === 'Div' && rounded === 1 && (value !== 1 || at === 0)))
      return this.#plain('Neg', [withValue(op, -value)]);
    if (op === 'Add' && rounded === 0 && !Object.is(value, -0)) return withValue('Sum', value);
    if (op === 'Sub' && at === 1 && rounded === 0 && !Object.is(value, 0)) return withValue('Sum', -value);
    return undefined;
  }

  #plain(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
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
  scalar(value: number): string {
    return this.doubles([value], []);
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
    if (tensor.type === 'double' && tensor.values.length === 1)
      this.#numbers.set(name, { value: tensor.values[0]!, dims: tensor.dims });
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
