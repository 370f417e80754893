import { TrustDot, knownOf } from "#renderer/overview";
import { type StepValues, valuesAt } from "./cursor.ts";
import { texts } from "./texts.ts";
import type { PanelView } from "./use-pictures.ts";
import { fitting, insideText, lastOf, madeText, readingOf } from "./words.ts";

export interface PanelHeadProps {
  readonly view: PanelView;
  /** At the cursor; null: at the horizon. */
  readonly values: StepValues | null;
  /** Whether there is a cursor, of which this panel may show nothing. */
  readonly hasCursor: boolean;
  /** As there is room for it. */
  readonly title: string;
  /** Characters in one line. */
  readonly room: number;
}

/** Title and numbers of a panel, in lines whose height never changes. What they say is in the panel's own name, too. */
export function PanelHead({ view, values, hasCursor, title, room }: PanelHeadProps) {
  const { panel, picture, number } = view;
  const isThere = typeof picture !== "string";
  const at = isThere
    ? (values ?? valuesAt(picture.input, picture.input.historyTimes.length + picture.input.times.length - 1))
    : null;
  const isElsewhere = hasCursor && values === null;
  const reading = at === null || isElsewhere ? null : readingOf(at, panel, number);
  const last = isThere && !hasCursor ? texts.from(lastOf(picture, panel, number).value) : "";
  const value = reading?.value ?? "";
  const left = room - last.length - value.length - 2;
  const inside = hasCursor ? null : insideText(panel);
  return (
    <div className="beside-head" aria-hidden="true">
      <div className="beside-line">
        <TrustDot evidence={knownOf(panel.evidence)} />
        <span className="beside-title truncate" title={view.title}>
          {title}
        </span>
        {panel.isRefining ? <span className="beside-badge">{texts.refining}</span> : null}
        {panel.compared.kind === "origins" ? <span className="beside-soft">{madeText(panel)}</span> : null}
      </div>
      <div className="beside-line beside-soft">
        <span className="beside-numbers">
          {last}
          <span className="beside-value" data-observed={(at?.ahead ?? 1) <= 0 || undefined}>
            {value}
          </span>
        </span>
        <span className="beside-reading truncate">
          {isElsewhere && isThere ? texts.notShown : null}
          {reading === null ? null : inside !== null ? fitting([[inside]], left) : fitting(waysOf(reading, room), left)}
        </span>
      </div>
    </div>
  );
}

/** Characters of a panel that is wide enough for times: those of one page have them all, or none. */
const roomForTimes = 48;

/** What stands beside a value, the most of it first. */
function waysOf({ when, range, actual }: ReturnType<typeof readingOf>, room: number): readonly (readonly string[])[] {
  return [...(room < roomForTimes ? [] : [[when, range, actual]]), [range, actual], [actual], [range]];
}
