import { OctagonAlert } from "lucide-react";
import type { AppError } from "#domain/errors";
import { texts } from "./texts.ts";

/** Shown when the main process can't say what the window needs to begin with. */
export function StartFailure({ error }: { readonly error: AppError }) {
  return (
    <div className="shell">
      <main className="stage">
        <div className="card card-error" role="alert">
          <OctagonAlert aria-hidden className="card-icon" />
          <h1 className="card-title">{texts.fantailCouldNotStart}</h1>
          <p className="card-text">{error.message}</p>
          {error.hint === undefined ? null : <p className="card-hint">{error.hint}</p>}
        </div>
      </main>
    </div>
  );
}
