/** Small ONNX files for tests: a forecaster that answers the mean of its context plus a fixed spread per level. */

type Bytes = readonly number[];

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}
const number = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];
const part = (field: number, bytes: Bytes): Bytes => [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
const text = (field: number, value: string): Bytes => part(field, [...Buffer.from(value)]);

const float32 = 1;
const int64 = 7;

function value(name: string, type: number, shape: readonly (number | string)[]): Bytes {
  const sizes = shape.flatMap((size) => part(1, typeof size === "number" ? number(1, size) : text(2, size)));
  return [...text(1, name), ...part(2, part(1, [...number(1, type), ...part(2, sizes)]))];
}

function tensor(name: string, type: number, shape: readonly number[], raw: Uint8Array, externalFile?: string): Bytes {
  const data =
    externalFile === undefined
      ? part(9, [...raw])
      : [...part(13, [...text(1, "location"), ...text(2, externalFile)]), ...number(14, 1)];
  return [...shape.flatMap((size) => number(1, size)), ...number(2, type), ...text(8, name), ...data];
}

function node(operator: string, inputs: readonly string[], output: string, attributes: Bytes = [], domain = ""): Bytes {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...text(2, output),
    ...text(4, operator),
    ...attributes,
    ...(domain === "" ? [] : text(7, domain)),
  ];
}

export interface TestModel {
  readonly batch?: number | string;
  readonly context?: number | string;
  readonly levels?: number;
  readonly horizon?: number;
  readonly isLevelsLast?: boolean;
  readonly hasGroupIds?: boolean;
  readonly domain?: string;
  readonly externalFile?: string;
  /** Answers NaN wherever a value is missing. */
  readonly isFragile?: boolean;
}

export function buildOnnx(model: TestModel = {}): Uint8Array {
  const { batch = "batch", context = "steps", levels = 9, horizon = 8, isLevelsLast = false } = model;
  const shape = isLevelsLast ? [horizon, levels] : [levels, horizon];
  const spread = Float32Array.from({ length: levels * horizon }, (_, index) =>
    isLevelsLast ? index % levels : Math.floor(index / horizon),
  );
  const one = Float32Array.of(0);
  const weights = new Uint8Array(spread.buffer);
  const nodes = [
    node("IsNaN", ["context"], "missing"),
    node("Where", ["missing", "zero", "context"], "known"),
    // Attribute: field 1 name, 3 integer, 8 integers, 20 type (2 integer, 7 integers).
    node("ReduceMean", [model.isFragile === true ? "context" : "known"], "mean", [
      ...part(5, [...text(1, "axes"), ...number(8, 1), ...number(20, 7)]),
      ...part(5, [...text(1, "keepdims"), ...number(3, 1), ...number(20, 2)]),
    ]),
    node("Reshape", ["mean", "shape"], "level"),
    node("Add", ["level", "spread"], "sum", [], ""),
    ...(model.hasGroupIds === true
      ? [
          // The groups must be there and are of no consequence.
          node("Cast", ["group_ids"], "groups", part(5, [...text(1, "to"), ...number(3, float32), ...number(20, 2)])),
          node("Reshape", ["groups", "shape"], "group"),
          node("Mul", ["group", "zero"], "nothing"),
          node("Add", ["sum", "nothing"], "quantiles"),
        ]
      : [node("Identity", ["sum"], "quantiles", [], model.domain ?? "")]),
  ];
  const shapeData = new Uint8Array(BigInt64Array.of(-1n, 1n, 1n).buffer);
  const graph = [
    ...nodes.flatMap((bytes) => part(1, bytes)),
    ...text(2, "test"),
    ...part(5, tensor("zero", float32, [1], new Uint8Array(one.buffer))),
    ...part(5, tensor("shape", int64, [3], shapeData)),
    ...part(5, tensor("spread", float32, [1, ...shape], weights, model.externalFile)),
    ...part(11, value("context", float32, [batch, context])),
    ...(model.hasGroupIds === true ? part(11, value("group_ids", int64, [batch])) : []),
    ...part(12, value("quantiles", float32, [batch, ...shape])),
  ];
  const opsets = [
    ...part(8, [...text(1, ""), ...number(2, 17)]),
    ...(model.domain === undefined ? [] : part(8, [...text(1, model.domain), ...number(2, 1)])),
  ];
  return Uint8Array.from([...number(1, 8), ...part(7, graph), ...opsets]);
}
