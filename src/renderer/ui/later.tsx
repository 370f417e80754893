import { OctagonAlert, RotateCw } from "lucide-react";
import { type ComponentType, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { DrawBoundary, DrawError } from "./draw-boundary.tsx";
import type { Loader, LoaderState } from "./loader.ts";
import { texts } from "./texts.ts";

/** Files of the application itself load faster than this: whatever is shown before it would only flash. */
const quietMs = 150;

export function useLoader<T>(loader: Loader<T>): LoaderState<T> {
  return useSyncExternalStore(loader.subscribe, loader.state);
}

export interface LaterProps {
  readonly part: Loader<ComponentType>;
  /** In its place while it loads, and for how long that has been: `isSlow` from the moment on when a user would notice. */
  readonly waiting?: (isSlow: boolean) => ReactNode;
  /** In its place when it could not be loaded, or stopped while it was drawn; `retry` tries again. */
  readonly failed: (retry: () => void) => ReactNode;
}

/** A part of the window that loads when it is first shown. One that is there already is drawn at once. */
export function Later({ part, waiting = () => null, failed }: LaterProps) {
  const state = useLoader(part);
  const [isSlow, setSlow] = useState(false);
  useEffect(() => part.load(), [part]);
  const isWaiting = state.status === "idle" || state.status === "loading";
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => setSlow(true), quietMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isWaiting]);
  if (state.status === "ready") {
    return (
      <DrawBoundary failed={failed}>
        <state.value />
      </DrawBoundary>
    );
  }
  return state.status === "failed" ? failed(part.load) : waiting(isSlow);
}

const failure = "This part of Fantail could not be loaded.";
const wayOut =
  "Try again. If it fails again, start Fantail again, or install it once more: a file of it is missing or damaged.";

/** The same as {@link LoadFailure} says, where there is no place for that. */
export const notLoadedText = `${failure} ${wayOut}`;

/** Says that a part is missing, or has stopped, and what to do. */
export function LoadFailure({ onRetry }: { readonly onRetry: () => void }) {
  const stopped = useContext(DrawError);
  return (
    <div className="load-failure" role="alert">
      <OctagonAlert aria-hidden className="card-icon" />
      <p className="card-text">{stopped === null ? failure : texts.stopped(stopped)}</p>
      <p className="card-hint">{stopped === null ? wayOut : texts.afterStop}</p>
      <Button onPress={onRetry}>
        <RotateCw aria-hidden />
        {texts.tryAgain}
      </Button>
    </div>
  );
}
