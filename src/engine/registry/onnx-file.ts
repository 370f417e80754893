/**
 * What an ONNX file says about itself, read straight from its protocol buffer: enough to refuse a file before any native
 * code sees it. Field numbers are those of onnx.proto (ONNX 1.19, github.com/onnx/onnx).
 */
import { EngineError } from "#domain/errors";

export interface OnnxTensor {
  readonly name: string;
  /** ONNX's own name, such as float32 or int64. */
  readonly type: string;
  /** Named or unknown sizes are text. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxOperator {
  /** Empty for ONNX's own. */
  readonly domain: string;
  readonly name: string;
}

export interface OnnxFile {
  readonly opset: number;
  /** Every operator once; functions that the file brings itself are not listed, what they are made of is. */
  readonly operators: readonly OnnxOperator[];
  /** Operators in all graphs, branches and loop bodies together. */
  readonly nodes: number;
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** Numbers in the file's constant tensors of floating type. */
  readonly parameters: number;
  /** Other files that hold a part of the weights. */
  readonly externalFiles: readonly string[];
}

interface Field {
  readonly number: number;
  /** Bytes of a nested message, a text or packed numbers; empty for a number. */
  readonly bytes: Uint8Array;
  readonly value: number;
}

const tensorTypes: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};
const floatTypes = new Set([1, 10, 11, 16]);
const none = new Uint8Array(0);

/** One varint at `at`; sizes beyond 2^53 are no sizes. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let factor = 1;
  for (let end = at; end < bytes.length && end < at + 10; end += 1) {
    const byte = bytes[end] ?? 0;
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte < 128) return { value, end: end + 1 };
  }
  throw new RangeError("a number has no end");
}

function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    at = tag.end;
    if (wireType === 0) {
      const { value, end } = varint(bytes, at);
      at = end;
      yield { number, bytes: none, value };
      continue;
    }
    let length: number;
    if (wireType === 1) length = 8;
    else if (wireType === 5) length = 4;
    else if (wireType === 2) {
      const size = varint(bytes, at);
      length = size.value;
      at = size.end;
    } else throw new RangeError(`wire type ${wireType}`);
    if (at + length > bytes.length) throw new RangeError("a part is longer than the file");
    yield { number, bytes: bytes.subarray(at, at + length), value: 0 };
    at += length;
  }
}

const decoder = { decode: (bytes: Uint8Array): string => String.fromCodePoint(...bytes.subarray(0, 512)) };

class Collector {
  opset = 0;
  readonly operators = new Map<string, OnnxOperator>();
  /** Functions of the file itself, by the same key. */
  readonly functions = new Set<string>();
  nodes = 0;
  readonly inputs: OnnxTensor[] = [];
  readonly outputs: OnnxTensor[] = [];
  readonly externalFiles = new Set<string>();
  parameters = 0;

  model(bytes: Uint8Array): void {
    let hasGraph = false;
    for (const field of fieldsOf(bytes)) {
      if (field.number === 8) this.#opset(field.bytes);
      if (field.number === 7) {
        hasGraph = true;
        this.#graph(field.bytes, true);
      }
      if (field.number === 25) this.#function(field.bytes);
    }
    if (!hasGraph) throw new RangeError("there is no graph");
  }

  /** A function that the model brings itself: its nodes run like any other. */
  #function(bytes: Uint8Array): void {
    let name = "";
    let domain = "";
    for (const field of fieldsOf(bytes)) {
      if (field.number === 1) name = decoder.decode(field.bytes);
      if (field.number === 10) domain = decoder.decode(field.bytes);
      if (field.number === 7) this.#node(field.bytes);
    }
    this.functions.add(keyOf({ domain, name }));
  }

  #opset(bytes: Uint8Array): void {
    let domain = "";
    let version = 0;
    for (const field of fieldsOf(bytes)) {
      if (field.number === 1) domain = decoder.decode(field.bytes);
      if (field.number === 2) version = field.value;
    }
    if (domain === "" || domain === "ai.onnx") this.opset = version;
  }

  #graph(bytes: Uint8Array, isMain: boolean): void {
    const constants = new Set<string>();
    const inputs: OnnxTensor[] = [];
    for (const field of fieldsOf(bytes)) {
      if (field.number === 1) this.#node(field.bytes);
      if (field.number === 5) constants.add(this.#tensor(field.bytes));
      if (field.number === 15) this.#sparse(field.bytes);
      if (field.number === 11) inputs.push(valueInfo(field.bytes));
      if (field.number === 12 && isMain) this.outputs.push(valueInfo(field.bytes));
    }
    // Old files list their weights among the inputs.
    if (isMain) this.inputs.push(...inputs.filter((input) => !constants.has(input.name)));
  }

  #node(bytes: Uint8Array): void {
    let name = "";
    let domain = "";
    for (const field of fieldsOf(bytes)) {
      if (field.number === 4) name = decoder.decode(field.bytes);
      if (field.number === 7) domain = decoder.decode(field.bytes);
      if (field.number === 5) this.#attribute(field.bytes);
    }
    const operator = { domain: domain === "ai.onnx" ? "" : domain, name };
    this.operators.set(keyOf(operator), operator);
    this.nodes += 1;
  }

  /** Branches and loop bodies are graphs, constants are tensors, and either may stand in an attribute. */
  #attribute(bytes: Uint8Array): void {
    for (const field of fieldsOf(bytes)) {
      if (field.number === 5 || field.number === 10) this.#tensor(field.bytes);
      if (field.number === 6 || field.number === 11) this.#graph(field.bytes, false);
      if (field.number === 22 || field.number === 23) this.#sparse(field.bytes);
    }
  }

  /** Values and positions are tensors of their own, and may lie in other files, too. */
  #sparse(bytes: Uint8Array): void {
    for (const field of fieldsOf(bytes)) if (field.number === 1 || field.number === 2) this.#tensor(field.bytes);
  }

  /** @returns the tensor's name */
  #tensor(bytes: Uint8Array): string {
    let name = "";
    let type = 0;
    let size = 1;
    for (const field of fieldsOf(bytes)) {
      if (field.number === 1)
        size *= field.bytes.length > 0 ? packed(field.bytes).reduce((a, b) => a * b, 1) : field.value;
      if (field.number === 2) type = field.value;
      if (field.number === 8) name = decoder.decode(field.bytes);
      if (field.number === 13) this.#external(field.bytes);
    }
    // Sizes that no file can hold are a lie that ONNX Runtime will meet; here they must only not become Infinity.
    if (floatTypes.has(type)) this.parameters = Math.min(this.parameters + size, Number.MAX_SAFE_INTEGER);
    return name;
  }

  #external(bytes: Uint8Array): void {
    let key = "";
    let value = "";
    for (const field of fieldsOf(bytes)) {
      if (field.number === 1) key = decoder.decode(field.bytes);
      if (field.number === 2) value = decoder.decode(field.bytes);
    }
    if (key === "location") this.externalFiles.add(value);
  }
}

const keyOf = ({ domain, name }: OnnxOperator): string => `${domain}\n${name}`;

function packed(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const { value, end } = varint(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

function valueInfo(bytes: Uint8Array): OnnxTensor {
  let name = "";
  let type = "not a tensor";
  const shape: (number | string)[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = decoder.decode(field.bytes);
    if (field.number !== 2) continue;
    for (const kind of fieldsOf(field.bytes)) {
      if (kind.number !== 1) continue;
      for (const part of fieldsOf(kind.bytes)) {
        if (part.number === 1) type = tensorTypes[part.value] ?? `type ${part.value}`;
        if (part.number === 2) for (const dimension of fieldsOf(part.bytes)) shape.push(sizeOf(dimension.bytes));
      }
    }
  }
  return { name, type, shape };
}

function sizeOf(bytes: Uint8Array): number | string {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) return field.value;
    if (field.number === 2) return decoder.decode(field.bytes);
  }
  return "?";
}

/**
 * Reads the structure of an ONNX file; weights are counted and never copied.
 *
 * @throws EngineError "model-damaged" where the bytes are no ONNX file
 */
export function readOnnxFile(bytes: Uint8Array, fileName: string): OnnxFile {
  const collector = new Collector();
  try {
    collector.model(bytes);
  } catch (error) {
    throw new EngineError("model-damaged", `${fileName} is not an ONNX file, or it is incomplete.`, { cause: error });
  }
  return {
    opset: collector.opset,
    operators: [...collector.operators]
      .filter(([key]) => !collector.functions.has(key))
      .map(([, operator]) => operator),
    nodes: collector.nodes,
    inputs: collector.inputs,
    outputs: collector.outputs,
    parameters: collector.parameters,
    externalFiles: [...collector.externalFiles],
  };
}
