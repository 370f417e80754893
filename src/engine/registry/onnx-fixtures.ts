/**
 * Small ONNX files for tests: a forecaster that answers the mean of its context plus a fixed spread per level, and files
 * that mean harm. Not part of the application. Field numbers are those of onnx.proto.
 */

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
const text = (field: number, value: string): Bytes =>
  part(
    field,
    Array.from(value, (letter) => letter.charCodeAt(0)),
  );

const float32 = 1;
const int64 = 7;
const bool = 9;

function value(name: string, type: number, shape: readonly (number | string)[]): Bytes {
  const sizes = shape.flatMap((size) => part(1, typeof size === "number" ? number(1, size) : text(2, size)));
  return [...text(1, name), ...part(2, part(1, [...number(1, type), ...part(2, sizes)]))];
}

interface External {
  readonly file: string;
  /** Of the tensor's bytes within the file. */
  readonly offset: number;
  readonly length: number;
}

function tensor(name: string, type: number, shape: readonly number[], raw: Uint8Array, external?: External): Bytes {
  const entry = (key: string, content: string): Bytes => part(13, [...text(1, key), ...text(2, content)]);
  const data =
    external === undefined
      ? part(9, [...raw])
      : [
          ...entry("location", external.file),
          ...entry("offset", String(external.offset)),
          ...entry("length", String(external.length)),
          ...number(14, 1),
        ];
  return [...shape.flatMap((size) => number(1, size)), ...number(2, type), ...text(8, name), ...data];
}

const integers = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** Attributes: field 1 name, 3 integer, 6 graph, 8 integers, 20 type (2 integer, 5 graph, 7 integers). */
const attribute = {
  integer: (name: string, content: number): Bytes =>
    part(5, [...text(1, name), ...number(3, content), ...number(20, 2)]),
  integers: (name: string, content: number): Bytes =>
    part(5, [...text(1, name), ...number(8, content), ...number(20, 7)]),
  graph: (name: string, content: Bytes): Bytes => part(5, [...text(1, name), ...part(6, content), ...number(20, 5)]),
};

function node(
  operator: string,
  inputs: readonly string[],
  outputs: string | readonly string[],
  attributes: Bytes = [],
  domain = "",
): Bytes {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...(typeof outputs === "string" ? [outputs] : outputs).flatMap((output) => text(2, output)),
    ...text(4, operator),
    ...attributes,
    ...(domain === "" ? [] : text(7, domain)),
  ];
}

export interface TestModel {
  readonly batch?: number | string;
  readonly context?: number | string;
  /** Or samples: what the axis means is not in the file. */
  readonly levels?: number;
  readonly horizon?: number;
  /** The file does not say how many steps it answers. */
  readonly isHorizonOpen?: boolean;
  readonly isLevelsLast?: boolean;
  readonly hasGroupIds?: boolean;
  readonly opset?: number;
  /** Of one operator; `isFunction`: the file brings it itself. */
  readonly domain?: string;
  readonly isFunction?: boolean;
  /** Instead of the last operator, Identity. */
  readonly operator?: string;
  /** Where the spread lies; its bytes are `spreadOf(model)`. */
  readonly externalFile?: string;
  /** Answers NaN wherever a value is missing. */
  readonly isFragile?: boolean;
  /** Runs for ever. */
  readonly isEndless?: boolean;
  /** Fills a tensor of so many bytes at each run. */
  readonly greedBytes?: number;
  /** So many operators more, each of which waits for the one before it. */
  readonly chain?: number;
  /** Two operators that wait for each other. */
  readonly isCyclic?: boolean;
  /** What a weight of four bytes says that its sizes are. */
  readonly claimedSizes?: readonly number[];
}

/** The weights of a test model, [levels × horizon] or [horizon × levels]: the number of the level. */
export function spreadOf({ levels = 9, horizon = 8, isLevelsLast = false }: TestModel): Uint8Array {
  return floats(
    ...Array.from({ length: levels * horizon }, (_, index) =>
      isLevelsLast ? index % levels : Math.floor(index / horizon),
    ),
  );
}

export function buildOnnx(model: TestModel = {}): Uint8Array {
  const {
    batch = "batch",
    context = "steps",
    levels = 9,
    horizon = 8,
    isLevelsLast = false,
    opset = 17,
    domain = "",
  } = model;
  const shape = isLevelsLast ? [horizon, levels] : [levels, horizon];
  const told = model.isHorizonOpen === true ? shape.map((size) => (size === horizon ? "horizon" : size)) : shape;
  const spread = spreadOf(model);
  // Numbers that the harmful parts make are multiplied by zero and added: no optimiser may leave them out.
  const harm: Bytes[] = [];
  let harmless = "sum";
  const add = (made: string): void => {
    harm.push(
      node("Mul", [made, "zero"], `${made}_nothing`),
      node("Add", [harmless, `${made}_nothing`], `${made}_sum`),
    );
    harmless = `${made}_sum`;
  };
  if (model.hasGroupIds === true) {
    harm.push(
      node("Cast", ["group_ids"], "groups", attribute.integer("to", float32)),
      node("Reshape", ["groups", "shape"], "group"),
    );
    add("group");
  }
  if (model.greedBytes !== undefined) {
    harm.push(
      // A size that depends on the input, so that it is not known before the run.
      node("Cast", ["one_mean"], "one_integer", attribute.integer("to", int64)),
      node("Mul", ["one_integer", "greed"], "greedy_shape"),
      node("ConstantOfShape", ["greedy_shape"], "huge"),
      node("ReduceMax", ["huge"], "huge_max", attribute.integer("keepdims", 0)),
    );
    add("huge_max");
  }
  if (model.isCyclic === true) {
    harm.push(node("Add", ["zero", "second_half"], "first_half"), node("Add", ["first_half", "one"], "second_half"));
    add("second_half");
  }
  if (model.claimedSizes !== undefined) {
    harm.push(node("ReduceMax", ["claimed"], "claimed_max", attribute.integer("keepdims", 0)));
    add("claimed_max");
  }
  if (model.chain !== undefined) {
    for (let link = 0; link < model.chain; link += 1)
      harm.push(node("Add", [link === 0 ? "zero_max" : `link_${link - 1}`, "zero"], `link_${link}`));
    add(`link_${model.chain - 1}`);
  }
  if (model.isEndless === true) {
    const body = [
      ...part(1, node("Identity", ["go_on"], "go_on_still")),
      ...part(1, node("Add", ["state", "zero"], "next_state")),
      ...text(2, "body"),
      ...part(11, value("turn", int64, [])),
      ...part(11, value("go_on", bool, [])),
      ...part(11, value("state", float32, [1])),
      ...part(12, value("go_on_still", bool, [])),
      ...part(12, value("next_state", float32, [1])),
    ];
    harm.push(node("Loop", ["", "yes", "zero"], "turned", attribute.graph("body", body)));
    add("turned");
  }
  const nodes = [
    node("IsNaN", ["context"], "missing"),
    node("Where", ["missing", "zero", "context"], "known"),
    node("ReduceMean", [model.isFragile === true ? "context" : "known"], "mean", [
      ...attribute.integers("axes", 1),
      ...attribute.integer("keepdims", 1),
    ]),
    // 1 for every window, in a way that no optimiser sees through.
    node("Mul", ["mean", "zero"], "zero_mean"),
    node("ReduceMax", ["zero_mean"], "zero_max", attribute.integer("keepdims", 0)),
    node("Add", ["zero_max", "one"], "one_mean"),
    node("Reshape", ["mean", "shape"], "level"),
    node("Add", ["level", "spread"], "sum"),
    ...harm,
    node(model.operator ?? "Identity", [harmless], "quantiles", [], domain),
  ];
  const raw = spread;
  const external =
    model.externalFile === undefined ? undefined : { file: model.externalFile, offset: 0, length: raw.length };
  const graph = [
    ...nodes.flatMap((bytes) => part(1, bytes)),
    ...text(2, "test"),
    ...part(5, tensor("zero", float32, [1], floats(0))),
    ...part(5, tensor("one", float32, [1], floats(1))),
    ...part(5, tensor("yes", bool, [], Uint8Array.of(1))),
    ...part(5, tensor("greed", int64, [1], integers(Math.ceil((model.greedBytes ?? 0) / 4)))),
    ...(model.claimedSizes === undefined ? [] : part(5, tensor("claimed", float32, model.claimedSizes, floats(1)))),
    ...part(5, tensor("shape", int64, [3], integers(-1, 1, 1))),
    ...part(5, tensor("spread", float32, [1, ...shape], raw, external)),
    ...part(11, value("context", float32, [batch, context])),
    ...(model.hasGroupIds === true ? part(11, value("group_ids", int64, [batch])) : []),
    ...part(12, value("quantiles", float32, [batch, ...told])),
  ];
  const opsets = [
    ...part(8, [...text(1, ""), ...number(2, opset)]),
    ...(domain === "" ? [] : part(8, [...text(1, domain), ...number(2, 1)])),
  ];
  const own =
    model.isFunction === true
      ? part(25, [
          ...text(1, "Identity"),
          ...text(4, "given"),
          ...text(5, "answer"),
          ...part(7, node("Identity", ["given"], "answer")),
          ...part(9, [...text(1, ""), ...number(2, opset)]),
          ...text(10, domain),
        ])
      : [];
  return Uint8Array.from([...number(1, 8), ...part(7, graph), ...opsets, ...own]);
}
