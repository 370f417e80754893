import { PackagePlus, Undo2 } from "lucide-react";
import { useEffect } from "react";
import type { ModelsState } from "#domain/model";
import { useManaged, useView, useViewState } from "#renderer/context";
import { useModels, useModelsState } from "./context.ts";
import { Button, WindowDialog } from "#renderer/ui";
import { DeviceSection } from "./device-section.tsx";
import { keepFocus } from "./keep-focus.ts";
import { IncomingActions, IncomingForm } from "./incoming-form.tsx";
import { ModelCard } from "./model-card.tsx";
import { texts } from "./texts.ts";
import "./models.css";

/** The models at hand, where they come from and where they run; and the way in and out for the user's own. */
export function ModelsDialog() {
  const manager = useModels();
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "models");
  const incoming = useModelsState((state) => state.incoming);
  useEffect(() => {
    if (isOpen) void manager.refresh();
  }, [isOpen, manager, view]);
  useEffect(() => {
    if (isOpen) keepFocus();
  }, [isOpen, incoming]);
  const close = (): void => {
    // As everywhere, Escape first leaves what was begun.
    if (incoming !== null) {
      manager.cancelIncoming();
      return;
    }
    view.setState({ dialog: null });
  };
  return (
    <WindowDialog
      title={incoming === null ? texts.models : texts.importAModel}
      size="large"
      isOpen={isOpen}
      onClose={close}
      {...(incoming === null ? {} : { footer: <IncomingActions incoming={incoming} /> })}
    >
      {incoming === null ? <Overview /> : <IncomingForm incoming={incoming} />}
    </WindowDialog>
  );
}

function Overview() {
  const manager = useModels();
  const known = useModelsState((state) => state.known);
  const managed = useManaged("modelImport");
  const isImportOff = managed?.value === false;
  return (
    <>
      <div className="models-head">
        <p className="models-lead">
          {isImportOff ? texts.importIsOff(managed.reason) : texts.fantailsOwnModelsAndYours}
        </p>
        <Button tone="primary" isDisabled={isImportOff} onPress={() => void manager.choose()}>
          <PackagePlus aria-hidden />
          {texts.importText2}
        </Button>
      </div>
      <Outcome />
      {known === null ? <p className="dialog-none">{texts.loading}</p> : <Known known={known} />}
    </>
  );
}

function Known({ known }: { readonly known: ModelsState }) {
  useEffect(() => keepFocus(), [known]);
  return (
    <>
      <ul className="model-list" aria-label={texts.models}>
        {known.models.map((model) => (
          <ModelCard key={model.id} model={model} known={known} />
        ))}
      </ul>
      {known.unreadable.map(({ folder, message }) => (
        <p key={folder} className="models-note models-note-warning">
          {texts.theFolderAmongYourModels(folder, message)}
        </p>
      ))}
      <DeviceSection known={known} />
    </>
  );
}

/** What became of the last change. The region stays, so that a screen reader hears what comes into it. */
function Outcome() {
  const manager = useModels();
  const error = useModelsState((state) => state.error);
  const outcome = useModelsState((state) => state.outcome);
  const removed = useModelsState((state) => state.removed);
  return (
    <>
      <div role="alert">
        {error === null ? null : (
          <p className="models-note models-note-error">
            {error.message}
            {error.hint === undefined ? null : ` ${error.hint}`}
          </p>
        )}
      </div>
      <div role="status">
        {outcome === null ? null : (
          <div className="models-note">
            <span>{outcome}</span>
            {removed === null ? null : (
              <Button tone="quiet" onPress={() => void manager.undoRemove()}>
                <Undo2 aria-hidden />
                {texts.undo}
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  );
}
