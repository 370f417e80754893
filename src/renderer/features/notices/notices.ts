import { createStore, type StoreApi } from "zustand/vanilla";
import type { NoticeAction, NoticeLevel } from "#renderer/context";

export interface Notice {
  readonly id: number;
  readonly level: NoticeLevel;
  readonly message: string;
  readonly actions: readonly NoticeAction[];
  /** null = stays until dismissed. */
  readonly lifetimeMs: number | null;
}

export interface NoticesState {
  readonly notices: readonly Notice[];
}

export interface Notices {
  readonly store: StoreApi<NoticesState>;
  /** Returns the function that takes it back, where it has become untrue. */
  show(level: NoticeLevel, message: string, actions?: readonly NoticeAction[]): () => void;
  dismiss(id: number): void;
}

const maxNotices = 3;
const lifetimesMs = { plain: 6_000, withActions: 12_000 } as const;

/** Short messages over the chart. The oldest leave when there are too many; the same message is never shown twice. */
export function createNotices(): Notices {
  const store = createStore<NoticesState>(() => ({ notices: [] }));
  let lastId = 0;
  const dismiss = (id: number): void => {
    store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
  };
  return {
    store,
    show(level, message, actions = []) {
      lastId += 1;
      const id = lastId;
      const staysUntilDismissed = level === "error" || level === "warning";
      const lifetimeMs = staysUntilDismissed ? null : lifetimesMs[actions.length === 0 ? "plain" : "withActions"];
      const others = store.getState().notices.filter((notice) => notice.message !== message);
      store.setState({ notices: [...others, { id, level, message, actions, lifetimeMs }].slice(-maxNotices) });
      return () => dismiss(id);
    },
    dismiss,
  };
}
