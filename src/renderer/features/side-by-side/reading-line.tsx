import { useSideBySideState } from "./context.ts";
import { valuesAt } from "./cursor.ts";
import { texts } from "./texts.ts";
import { type PanelView, stepOf } from "./use-pictures.ts";
import { stepText, whenText } from "./words.ts";

/** The step that is pointed at, in words. Moved by keys it is read out, too. */
export function ReadingLine({ views }: { readonly views: readonly PanelView[] }) {
  const cursor = useSideBySideState((state) => state.cursor);
  const view = views.find(({ panel }) => panel.compared.id === cursor?.panel);
  const step = view === undefined ? null : stepOf(view, cursor, "ahead");
  const text = view === undefined || step === null ? "" : sentence(view, step);
  return (
    <div className="beside-below">
      <p className="beside-sentence truncate" aria-hidden={cursor?.by === "keys"}>
        {text === "" ? <span className="beside-soft">{texts.pointHint}</span> : text}
      </p>
      <p className="visually-hidden" role="status">
        {cursor?.by === "keys" ? text : ""}
      </p>
    </div>
  );
}

function sentence({ panel, title, picture, number }: PanelView, step: number): string {
  if (typeof picture === "string") return "";
  const values = valuesAt(picture.input, step);
  return `${whenText(values, panel.compared)} · ${title}: ${stepText(values, panel, number)}`;
}
