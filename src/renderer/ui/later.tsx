import { OctagonAlert, RotateCw } from "lucide-react";
import { type ComponentType, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import type { Loader, LoaderState } from "./loader.ts";

/** Files of the application itself load faster than this: whatever is shown before it would only flash. */
const quietMs = 150;

export function useLoader<T>(loader: Loader<T>): LoaderState<T> {
  return useSyncExternalStore(loader.subscribe, loader.state);
}

export interface LaterProps {
  readonly part: Loader<ComponentType>;
  /** In its place while it loads, and for how long that has been: `isSlow` from the moment on when a user would notice. */
  readonly waiting?: (isSlow: boolean) => ReactNode;
  /** In its place when it could not be loaded; `retry` tries again. */
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
  if (state.status === "ready") return <state.value />;
  return state.status === "failed" ? failed(part.load) : waiting(isSlow);
}

/** Says that a part is missing, and what to do. */
export function LoadFailure({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div className="load-failure" role="alert">
      <OctagonAlert aria-hidden className="card-icon" />
      <p className="card-text">This part of Fantail could not be loaded.</p>
      <p className="card-hint">
        Try again. If it fails again, start Fantail again, or install it once more: a file of it is missing or damaged.
      </p>
      <Button onPress={onRetry}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  );
}
