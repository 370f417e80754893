import { formatShare } from "#renderer/format";
import { texts } from "./texts.ts";

/** What the colours and heights below the map say. */
export function ErrorKeys({ level }: { readonly level: number }) {
  return (
    <ul className="error-keys" aria-label={texts.barsBelowTheMap}>
      <li data-hold="held">{texts.rangeHeld(formatShare(level))}</li>
      <li data-hold="partly">{texts.orMoreInside(formatShare(0.5))}</li>
      <li data-hold="missed">{texts.lessInside}</li>
      <li data-hold="unknown">{texts.notComputedYet}</li>
      <li>{texts.theHigherTheLargerThe}</li>
    </ul>
  );
}
