import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * The few messages of onnx.proto that a model needs, with its field numbers. Tensors carry little-endian raw data;
 * lists of integers are packed.
 */
export const dataType = { float: 1, uint8: 2, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type DataType = (typeof dataType)[keyof typeof dataType];

type Write = (writer: BinaryWriter) => void;

const message = (writer: BinaryWriter, field: number, write: Write): void => {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
};
const textField = (writer: BinaryWriter, field: number, value: string): void => {
  writer.tag(field, WireType.LengthDelimited).string(value);
};
const intField = (writer: BinaryWriter, field: number, value: number): void => {
  writer.tag(field, WireType.Varint).int64(value);
};

export type TensorData =
  | { readonly type: 'double'; readonly dims: readonly number[]; readonly values: readonly number[] }
  | { readonly type: 'int64' | 'uint8'; readonly dims: readonly number[]; readonly values: readonly number[] }
  | { readonly type: 'string'; readonly dims: readonly number[]; readonly values: readonly string[] };

export interface NamedTensor {
  readonly name: string;
  readonly tensor: TensorData;
}

export type Attribute = number | readonly number[] | readonly string[] | TensorData;

export interface OnnxNode {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: DataType;
  /** A text names a dimension that is free, such as the number of rows. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly opsets: readonly (readonly [domain: string, version: number])[];
  readonly producer: readonly [name: string, version: string];
  readonly name: string;
  readonly description: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly NamedTensor[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly metadata: readonly (readonly [key: string, value: string])[];
}

export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  intField(writer, 1, model.irVersion);
  textField(writer, 2, model.producer[0]);
  textField(writer, 3, model.producer[1]);
  textField(writer, 6, model.description);
  message(writer, 7, w => {
    for (const node of model.nodes) message(w, 1, n => writeNode(n, node));
    textField(w, 2, model.name);
    for (const { name, tensor } of model.initializers) message(w, 5, t => writeTensor(t, tensor, name));
    for (const input of model.inputs) message(w, 11, v => writeValueInfo(v, input));
    for (const output of model.outputs) message(w, 12, v => writeValueInfo(v, output));
  });
  for (const [domain, version] of model.opsets) {
    message(writer, 8, w => {
      textField(w, 1, domain);
      intField(w, 2, version);
    });
  }
  for (const [key, value] of model.metadata) {
    message(writer, 14, w => {
      textField(w, 1, key);
      textField(w, 2, value);
    });
  }
  return writer.finish();
}

function writeNode(writer: BinaryWriter, { op, domain, inputs, outputs, attributes = {} }: OnnxNode): void {
  for (const input of inputs) textField(writer, 1, input);
  for (const output of outputs) textField(writer, 2, output);
  textField(writer, 3, `${op}_${outputs[0]}`);
  textField(writer, 4, op);
  for (const [name, value] of Object.entries(attributes)) message(writer, 5, w => writeAttribute(w, name, value));
  if (domain) textField(writer, 7, domain);
}

// AttributeProto.AttributeType
const attributeType = { int: 2, tensor: 4, ints: 7, strings: 8 } as const;

function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  textField(writer, 1, name);
  if (typeof value === 'number') {
    intField(writer, 3, value);
    intField(writer, 20, attributeType.int);
  } else if ('dims' in value) {
    message(writer, 5, w => writeTensor(w, value, ''));
    intField(writer, 20, attributeType.tensor);
  } else if (typeof value[0] === 'string') {
    for (const item of value as readonly string[]) textField(writer, 9, item);
    intField(writer, 20, attributeType.strings);
  } else {
    message(writer, 8, w => {
      for (const item of value as readonly number[]) w.uint32(item);
    });
    intField(writer, 20, attributeType.ints);
  }
}

function writeTensor(writer: BinaryWriter, tensor: TensorData, name: string): void {
  for (const size of tensor.dims) intField(writer, 1, size);
  intField(writer, 2, dataType[tensor.type]);
  if (tensor.type === 'string') for (const value of tensor.values) textField(writer, 6, value);
  if (name) textField(writer, 8, name);
  if (tensor.type !== 'string') writer.tag(9, WireType.LengthDelimited).bytes(littleEndian(tensor));
}

function littleEndian({ type, values }: Exclude<TensorData, { type: 'string' }>): Uint8Array {
  if (type === 'uint8') return Uint8Array.from(values);
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) =>
    type === 'double' ? view.setFloat64(i * 8, value, true) : view.setBigInt64(i * 8, BigInt(value), true),
  );
  return new Uint8Array(view.buffer);
}

function writeValueInfo(writer: BinaryWriter, { name, type, dims }: ValueInfo): void {
  textField(writer, 1, name);
  message(writer, 2, w =>
    message(w, 1, t => {
      intField(t, 1, type);
      message(t, 2, s => {
        for (const size of dims)
          message(s, 1, d => (typeof size === 'string' ? textField(d, 2, size) : intField(d, 1, size)));
      });
    }),
  );
}
