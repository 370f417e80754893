import { EngineError } from "#domain/errors";
import { type Bands, bandKinds, bandwidthRules, type BandwidthRule } from "#domain/forecast";
import { deviceSettings, type DeviceSetting } from "#domain/device";
import { type SumStretch, sumStretches } from "#domain/totals";
import { metricById, type MetricId, metrics } from "#domain/score";
import { exportEnding } from "#engine/export";

export interface OptionSpec {
  /** `list` may be repeated, and takes further values up to the next option once a FILE was given. */
  readonly kind: "flag" | "value" | "list";
}

export interface ParsedArguments {
  readonly positionals: readonly string[];
  has(name: string): boolean;
  value(name: string): string | undefined;
  list(name: string): readonly string[];
}

/** @throws EngineError wrong-arguments, naming the argument */
export function parseArguments(args: readonly string[], specs: Readonly<Record<string, OptionSpec>>): ParsedArguments {
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  let index = 0;
  while (index < args.length) {
    const arg = args[index++] ?? "";
    if (arg === "--") {
      positionals.push(...args.slice(index));
      break;
    }
    if (!arg.startsWith("--")) {
      positionals.push(arg);
      continue;
    }
    const [name, attached] = splitOnce(arg.slice(2));
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) {
      throw new EngineError("wrong-arguments", `There is no option --${name} here.`, {
        hint: `Known: ${Object.keys(specs)
          .map((key) => `--${key}`)
          .join(", ")}.`,
      });
    }
    const collected = values.get(name) ?? [];
    values.set(name, collected);
    if (spec.kind === "flag") {
      if (attached !== undefined) throw new EngineError("wrong-arguments", `--${name} takes no value.`);
      continue;
    }
    const value = attached ?? args[index++];
    if (value === undefined || (attached === undefined && value.startsWith("--"))) {
      throw new EngineError("wrong-arguments", `--${name} needs a value.`);
    }
    if (spec.kind === "value" && collected.length > 0) {
      throw new EngineError("wrong-arguments", `--${name} is given twice.`);
    }
    collected.push(value);
    if (spec.kind === "list" && positionals.length > 0) {
      while (index < args.length && !(args[index] ?? "").startsWith("--")) collected.push(args[index++] ?? "");
    }
  }
  return {
    positionals,
    has: (name) => values.has(name),
    value: (name) => values.get(name)?.[0],
    list: (name) => values.get(name) ?? [],
  };
}

/** @throws EngineError wrong-arguments unless `text` is a whole number within the limits */
export function parseWhole(name: string, text: string, min: number, max: number): number {
  const value = /^[-−+]?\d+$/.test(text) ? Number(text.replace("−", "-")) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new EngineError("wrong-arguments", `--${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

/** Comma-separated fractions in (0, 1), ascending. @throws EngineError wrong-arguments */
export function parseLevels(text: string): number[] {
  const levels = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (levels.some((level) => !(level > 0 && level < 1))) {
    throw new EngineError("wrong-arguments", `--levels must be fractions between 0 and 1, not "${text}".`, {
      hint: "For example --levels 0.1,0.5,0.9",
    });
  }
  return [...new Set(levels)].sort((a, b) => a - b);
}

/** @throws EngineError wrong-arguments */
export function deviceOption(args: ParsedArguments): DeviceSetting | undefined {
  const text = args.value("device");
  const found = deviceSettings.find((name) => name === text);
  if (text !== undefined && found === undefined) {
    throw new EngineError("wrong-arguments", `There is no device "${text}".`, {
      hint: `Known: ${deviceSettings.join(", ")}.`,
    });
  }
  return found;
}

/** @throws EngineError wrong-arguments */
export function bandwidthOption(args: ParsedArguments): BandwidthRule | undefined {
  const text = args.value("bandwidth");
  const found = bandwidthRules.find((name) => name === text);
  if (text !== undefined && found === undefined) {
    throw new EngineError("wrong-arguments", `There is no rule "${text}" for the kernel bandwidth.`, {
      hint: `Known: ${bandwidthRules.join(", ")}.`,
    });
  }
  return found;
}

/** Paths to write to; what can't be written is refused before there is anything to write. @throws EngineError wrong-arguments */
export function outOption(args: ParsedArguments): readonly string[] {
  const paths = args.list("out");
  for (const path of paths) exportEnding(path);
  return paths;
}

/** @throws EngineError wrong-arguments */
export function parseBands(text: string): Bands {
  const found = bandKinds.find((known) => known === text);
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `--bands must be ${bandKinds.join(" or ")}, not "${text}".`);
}

/** @throws EngineError wrong-arguments */
export function parseStretch(text: string): SumStretch {
  const found = sumStretches.find((known) => known === text);
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `--sum must be ${sumStretches.join(", ")}, not "${text}".`);
}

/** @throws EngineError wrong-arguments */
export function parseMetric(text: string): MetricId {
  const found = metricById(text);
  if (found !== undefined) return found.id;
  throw new EngineError("wrong-arguments", `There is no metric "${text}".`, {
    hint: `Known: ${metrics.map(({ id }) => id).join(", ")}.`,
  });
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
