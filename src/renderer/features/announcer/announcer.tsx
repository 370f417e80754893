import { useEffect, useState } from "react";
import { useModel } from "../../app/model.ts";
import { summarise } from "./summary.ts";

/** Speech takes longer than scrubbing: only what stays on screen for this long is read out. */
const settleMs = 900;

/** Says in words what the chart shows, once it has come to rest. */
export function Announcer() {
  const { forecasting, session } = useModel();
  const [text, setText] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = forecasting.store.subscribe(({ shown, error }, before) => {
      if (shown === before.shown && error === before.error) return;
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          setText(
            error === null
              ? shown === null
                ? ""
                : summarise(shown, session.store.getState().isRounded)
              : error.message,
          ),
        settleMs,
      );
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [forecasting, session]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="forecast-summary">
      {text}
    </div>
  );
}
