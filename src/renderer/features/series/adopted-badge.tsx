import { BadgeCheck, X } from "lucide-react";
import { useSessionState } from "#renderer/context";
import { useActive } from "#renderer/datasets";
import { methodText } from "#renderer/format";
import { useAdopted, useMethods } from "#renderer/jobs";
import { IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";

/** The method that was adopted for the selected series, and the way back to the default model. */
export function AdoptedBadge() {
  const methods = useMethods();
  const dataset = useActive((open) => open.dataset.handle);
  const series = useActive((open) => open.selection.series);
  const models = useSessionState((state) => state.models);
  const forecasters = useSessionState((state) => state.methods.forecasters);
  const adopted = useAdopted().get(series ?? "");
  if (dataset === undefined || adopted === undefined) return null;
  const text = methodText(adopted.method, forecasters, models);
  return (
    <div className="adopted" role="group" aria-label={texts.adoptedModel}>
      <BadgeCheck aria-hidden />
      <span className="adopted-text truncate" title={texts.adopted(text)}>
        {texts.adopted(text)}
      </span>
      <IconButton
        className="model-offer-close"
        label={texts.stopUsingThisMethod}
        onPress={() => void methods.adopt(dataset, [{ series: adopted.series, method: null }], null)}
      >
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
