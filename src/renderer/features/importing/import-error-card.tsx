import { FileWarning, X } from "lucide-react";
import { withPlaces } from "#renderer/datasets";
import { formatCount, plural } from "#renderer/format";
import type { ImportState } from "./importing.ts";
import { useImporting } from "./context.ts";
import { useView } from "#renderer/context";
import { useCommands } from "#renderer/commands";
import { Button, IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";
import "./cards.css";

export interface ImportErrorCardProps {
  readonly state: Extract<ImportState, { status: "failed" }>;
  /** Over an open dataset, which stays as it is. */
  readonly isBanner?: boolean;
}

/** A file that could not be opened: which, why, where in it, and what to do. */
export function ImportErrorCard({ state, isBanner = false }: ImportErrorCardProps) {
  const importing = useImporting();
  const view = useView();
  const commands = useCommands();
  const { error, name, others } = state;
  const Title = isBanner ? "h2" : "h1";
  const card = (
    <section
      className={isBanner ? "card card-error card-floating" : "card card-error"}
      role="alert"
      data-code={error.code}
    >
      <div className="card-heading">
        <FileWarning aria-hidden className="card-icon" />
        <Title className="card-title">{name === "" ? texts.theFileCouldNotBe : texts.couldNotBeOpened(name)}</Title>
        {isBanner ? (
          <IconButton label={texts.dismiss} onPress={() => importing.dismissError()}>
            <X aria-hidden />
          </IconButton>
        ) : null}
      </div>
      <p className="card-text">{error.message}</p>
      {error.row === undefined && error.column === undefined ? null : (
        <p className="place">
          {error.row === undefined ? null : <span className="place-part">{texts.row(formatCount(error.row))}</span>}
          {error.column === undefined ? null : <span className="place-part">{texts.column(error.column)}</span>}
        </p>
      )}
      {error.hint === undefined ? null : <p className="card-hint">{withPlaces(error.hint)}</p>}
      {others > 0 ? (
        <p className="card-hint">{texts.couldNotBeOpenedEither(plural(others, "other file", "other files"))}</p>
      ) : null}
      <div className="card-actions">
        {state.rescue === null ? null : (
          <Button tone="primary" onPress={() => view.setState({ dialog: "rescue" })}>
            {texts.fixHowItIsRead}
          </Button>
        )}
        <Button tone={isBanner || state.rescue !== null ? "plain" : "primary"} onPress={() => commands.run("open")}>
          {texts.chooseAnotherFile}
        </Button>
        {isBanner ? null : (
          <Button tone="quiet" onPress={() => importing.dismissError()}>
            {texts.backToStart}
          </Button>
        )}
      </div>
    </section>
  );
  return isBanner ? card : <main className="stage">{card}</main>;
}
