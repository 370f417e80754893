import { useEffect, useState } from "react";
import { useForecast } from "#renderer/forecasts";
import { useSession, useView } from "#renderer/context";
import { mainShare } from "#engine/figure";
import { summarise } from "./summary.ts";

/** Speech takes longer than scrubbing: only what stays on screen for this long is read out. */
const settleMs = 900;

/** Says in words what the chart shows, once it has come to rest. */
export function Announcer() {
  const observer = useForecast();
  const session = useSession();
  const view = useView();
  const [text, setText] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = observer.store.subscribe(({ shown, error }, before) => {
      if (shown === before.shown && error === before.error) return;
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          setText(
            error === null
              ? shown === null
                ? ""
                : summarise(shown, session.store.getState().isRounded, mainShare(view.getState().chart.shares))
              : error.message,
          ),
        settleMs,
      );
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [observer, session, view]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="forecast-summary">
      {text}
    </div>
  );
}
