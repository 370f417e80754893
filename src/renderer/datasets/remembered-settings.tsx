import { FileClock } from "lucide-react";
import type { ImportedDataset } from "#domain/dataset";
import { Button } from "#renderer/ui";
import { useReimporting, useReimportingState } from "./context.ts";
import { texts } from "./texts.ts";
import "./datasets.css";

/** Says whose settings these are where they are not of this file's own evidence. */
export function RememberedSettings({ dataset: { handle, settings } }: { readonly dataset: ImportedDataset }) {
  const reimporting = useReimporting();
  const isRunning = useReimportingState((state) => state.status === "running");
  if (settings.problem !== undefined) {
    return (
      <p className="import-note import-note-warning">
        <FileClock aria-hidden />
        <span>{texts.yourSettingsForThisKind(settings.problem)}</span>
      </p>
    );
  }
  if (settings.source !== "remembered") return null;
  return (
    <div className="import-note">
      <FileClock aria-hidden />
      <span>{texts.yourSettingsForThisKind2}</span>
      <Button tone="quiet" isDisabled={isRunning} onPress={() => void reimporting.readAsNew(handle)}>
        {texts.readAsNew}
      </Button>
      <Button tone="quiet" isDisabled={isRunning} onPress={() => void reimporting.apply(handle, {})}>
        {texts.forgetThem}
      </Button>
    </div>
  );
}
