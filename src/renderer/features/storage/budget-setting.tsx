import { useEffect } from "react";
import { BudgetForm } from "./budget-form.tsx";
import { useStorage, useStorageState } from "./context.ts";
import { texts } from "./texts.ts";
import "./storage.css";

/** How much room Fantail may take, on the settings page. */
export function BudgetSetting() {
  const storage = useStorage();
  const info = useStorageState((state) => state.info);
  const error = useStorageState((state) => state.error);
  const said = useStorageState((state) => state.said);
  const isBusy = useStorageState((state) => state.task !== null);
  useEffect(() => void storage.refresh(), [storage]);
  return (
    <div>
      {error === null ? null : (
        <p className="finding finding-warning" role="alert">
          {error.message} {error.hint}
        </p>
      )}
      {info === null ? (
        <p className="dialog-none">{texts.loading}</p>
      ) : (
        // Begun anew when other budgets are in force.
        <BudgetForm key={`${info.disk.maxBytes} ${info.memory.nextMaxBytes}`} info={info} isBusy={isBusy} />
      )}
      <p className="storage-said" role="status">
        {said}
      </p>
    </div>
  );
}
