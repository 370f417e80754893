import { X } from "lucide-react";
import { useSessionState } from "#renderer/context";
import { useActive, useDatasets } from "#renderer/datasets";
import { Button, IconButton } from "#renderer/ui";
import { offeredModel } from "./offered-model.ts";
import { texts } from "./texts.ts";

/** The model made for what the series measures, offered once in the line of its extent, where nothing moves for it. */
export function ModelOffer() {
  const datasets = useDatasets();
  const models = useSessionState((state) => state.models);
  const model = useActive((open) => offeredModel(open, models));
  if (model === undefined) return null;
  return (
    <div className="model-offer" role="group" aria-label={texts.aModelMadeForThis}>
      <span className="model-offer-text">{texts.madeFor(model.quantity ?? "")}</span>
      <Button tone="quiet" className="model-offer-use" onPress={() => datasets.selectModel(model.id)}>
        {texts.use(model.name)}
      </Button>
      <IconButton className="model-offer-close" label={texts.keepTheModel} onPress={() => datasets.keepModel()}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
