import type { CorrectionEdit } from "#domain/correction";
import type { AdjustmentChange, AdjustmentEdit, AdjustmentShape, RangeRule, ValueAdded } from "#domain/scenario";
import type { Frequency } from "#domain/series";
import { exactText, formatTime, percent, plural, signed } from "#renderer/format";
import { texts } from "./texts.ts";

export const shapeWords: Readonly<Record<AdjustmentShape, () => readonly [string, string]>> = {
  pulse: () => [texts.pulse, texts.pulseDetail],
  shift: () => [texts.shift, texts.shiftDetail],
  ramp: () => [texts.ramp, texts.rampDetail],
  decay: () => [texts.decay, texts.decayDetail],
};

export const rangeWords: Readonly<Record<RangeRule, () => readonly [string, string]>> = {
  keep: () => [texts.keep, texts.keepDetail],
  scale: () => [texts.scale, texts.scaleDetail],
  certain: () => [texts.certain, texts.certainDetail],
};

/** "set to 480", "+50", "+10 %". */
export function changeText(change: AdjustmentChange): string {
  switch (change.kind) {
    case "set":
      return texts.setText(exactText(change.value));
    case "add":
      return texts.addText(signed(exactText(change.amount)));
    case "multiply":
      return texts.multiplyText(shareText(change.factor));
  }
}

/** Of a factor: "+10 %". */
export function shareText(factor: number): string {
  return signed(percent(factor - 1));
}

export function stretchText({ from, to }: Pick<AdjustmentEdit, "from" | "to">, frequency: Frequency): string {
  const first = formatTime(from, frequency);
  return from === to ? first : `${first} – ${formatTime(to, frequency)}`;
}

/** "Jan 1961 – Mar 1961: +10 %, fading". */
export function adjustmentText(edit: AdjustmentEdit, frequency: Frequency): string {
  const shape = edit.shape === "pulse" ? "" : `, ${shapeWords[edit.shape]()[0]}`;
  return `${stretchText(edit, frequency)}: ${changeText(edit.change)}${shape}`;
}

/** Of what is assumed of recent values. */
export function historyText({ from, to, action }: CorrectionEdit, frequency: Frequency): string {
  const change =
    action.kind === "scale"
      ? shareText(action.factor)
      : action.kind === "replace"
        ? exactText(action.value)
        : action.kind;
  return `${stretchText({ from, to }, frequency)}: ${texts.historyEdit(change)}`;
}

/** How adjusted steps did, in a sentence or two. */
export function addedText({ steps, occasions, adjusted, model, naive, verdict }: ValueAdded): string {
  if (steps === 0) return texts.noneObserved;
  if (adjusted === null || model === null) return texts.noShare(plural(steps, "step", "steps"));
  const errors = texts.errors(
    plural(steps, "adjusted step", "adjusted steps"),
    percent(adjusted),
    percent(model),
    naive === null ? null : percent(naive),
  );
  const verdicts = {
    helped: texts.helped,
    hurt: texts.hurt,
    "no-clear-difference": texts.noClearDifference,
    "too-few": texts.tooFew(plural(occasions, "occasion", "occasions")),
  };
  return `${errors} ${verdicts[verdict]}`;
}
