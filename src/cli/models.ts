import { EngineError } from "#domain/errors";
import { missingRules, outputKinds, type ModelDescription, type ModelInfo } from "#domain/model";
import { parseFrequency, type Frequency } from "#domain/series";
import { formatBytes, formatCompact, formatCount } from "#engine/format";
import { parseLevels, parseWhole, type ParsedArguments } from "./arguments.ts";
import type { CliHost } from "./host.ts";
import { resolveModel } from "./selection.ts";
import { alignTable } from "./table.ts";
import type { CommandContext } from "./run.ts";

const maxSteps = 100_000;
const importOptions = ["name", "licence", "output", "levels", "context", "horizon", "missing", "frequency"] as const;

interface Action {
  /** Minimum and maximum number of operands after the action. */
  readonly arity: readonly [number, number];
  readonly options: readonly string[];
  readonly run: (host: CliHost, operands: readonly string[], context: CommandContext) => Promise<readonly ModelInfo[]>;
}

const actions: Readonly<Record<string, Action>> = {
  list: { arity: [0, 0], options: [], run: async (host) => host.models() },
  verify: { arity: [0, 1], options: [], run: verify },
  import: {
    arity: [1, 1],
    options: importOptions,
    run: async (host, [path = ""], { args }) => [await host.modelAdmin.import(path, describedBy(args))],
  },
  remove: {
    arity: [1, 1],
    options: [],
    run: async (host, [id = ""], context) => {
      const model = resolveModel(host, id);
      await host.modelAdmin.remove(model);
      context.note(`Removed "${model}".`);
      return host.models();
    },
  },
  rename: {
    arity: [2, 2],
    options: [],
    run: async (host, [id = "", name = ""]) => {
      const model = resolveModel(host, id);
      await host.modelAdmin.rename(model, name);
      return host.models().filter((known) => known.id === model);
    },
  },
  default: { arity: [0, 1], options: ["frequency"], run: setDefault },
};

export async function runModels(context: CommandContext): Promise<void> {
  const [name = "list", ...operands] = context.args.positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  const [min, max] = action?.arity ?? [0, 0];
  if (action === undefined || operands.length < min || operands.length > max) {
    throw new EngineError(
      "wrong-arguments",
      "Use: models, models verify [ID], models import PATH, models remove ID, models rename ID NAME, or models default [ID|none].",
    );
  }
  const misplaced = importOptions.find((option) => context.args.has(option) && !action.options.includes(option));
  if (misplaced !== undefined) throw new EngineError("wrong-arguments", `models ${name} takes no --${misplaced}.`);

  const host = await context.startHost();
  const models = await action.run(host, operands, context);
  const { defaults } = host.modelAdmin;
  if (context.isJson) {
    context.print(JSON.stringify({ models, defaultModel: host.defaultModel(), defaults }));
  } else {
    context.print(
      alignTable(
        ["Model", "Version", "Output", "Context", "Horizon", "Parameters", "Size", "Licence", "Device", "State"],
        models.map((model) => [
          model.id,
          model.version,
          model.output,
          formatCount(model.maxContextSteps),
          `${formatCount(model.nativeHorizonSteps)} (up to ${formatCount(model.maxHorizonSteps)})`,
          formatCompact(model.parameters),
          formatBytes(model.sizeBytes),
          model.licence,
          model.executionProvider ?? "",
          stateText(model),
        ]),
      ),
    );
    for (const [frequency, model] of Object.entries(defaults)) context.note(`Default for ${frequency}: ${model}`);
  }
  const [asked] = models;
  if (name === "verify" && operands.length > 0 && asked?.isForbidden === true)
    throw new EngineError("policy-forbids", asked.reason ?? asked.state);
  const bad = models.find(
    ({ state, isForbidden }) => (state === "damaged" || state === "refused") && isForbidden !== true,
  );
  if (name === "verify" && bad !== undefined) {
    context.note(`The model "${bad.id}" can't be used: ${bad.reason ?? bad.state}`);
    throw new EngineError(bad.state === "damaged" ? "model-damaged" : "model-refused", bad.reason ?? bad.state);
  }
}

/** `loading` is what the window says while it waits; on the command line nothing waits. */
function stateText({ state, reason }: ModelInfo): string {
  if (reason !== undefined) return `${state}: ${reason}`;
  return state === "loading" ? "not loaded" : state;
}

async function verify(host: CliHost, [id]: readonly string[]): Promise<readonly ModelInfo[]> {
  const wanted = id === undefined ? host.models().map((model) => model.id) : [resolveModel(host, id)];
  const verified: ModelInfo[] = [];
  for (const each of wanted) verified.push(await host.modelAdmin.verify(each));
  return verified;
}

async function setDefault(
  host: CliHost,
  [id]: readonly string[],
  { args }: CommandContext,
): Promise<readonly ModelInfo[]> {
  const frequency = frequencyOption(args) ?? null;
  if (id !== undefined) await host.modelAdmin.setDefault(frequency, id === "none" ? null : resolveModel(host, id));
  const model = frequency === null ? host.defaultModel() : host.defaultModel(frequency);
  return host.models().filter((known) => known.id === model);
}

function describedBy(args: ParsedArguments): ModelDescription {
  const steps = (name: string): number | undefined => {
    const text = args.value(name);
    return text === undefined ? undefined : parseWhole(name, text, 1, maxSteps);
  };
  const levels = args.value("levels");
  return {
    name: args.value("name"),
    licence: args.value("licence"),
    output: oneOf(args, "output", outputKinds),
    levels: levels === undefined ? undefined : parseLevels(levels),
    contextSteps: steps("context"),
    horizonSteps: steps("horizon"),
    missing: oneOf(args, "missing", missingRules),
    frequency: frequencyOption(args),
  };
}

function frequencyOption(args: ParsedArguments): Frequency | undefined {
  const text = args.value("frequency");
  return text === undefined ? undefined : parseFrequency(text);
}

function oneOf<T extends string>(args: ParsedArguments, name: string, known: readonly T[]): T | undefined {
  const text = args.value(name);
  const found = known.find((each) => each === text);
  if (text !== undefined && found === undefined) {
    throw new EngineError("wrong-arguments", `--${name} must be ${known.join(" or ")}, not "${text}".`);
  }
  return found;
}
