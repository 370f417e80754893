import { createStore, type StoreApi } from "zustand/vanilla";
import type { NoticeLevel } from "#renderer/context";

export interface Notice {
  readonly id: number;
  readonly level: NoticeLevel;
  readonly message: string;
  /** null = stays until dismissed. */
  readonly lifetimeMs: number | null;
}

export interface NoticesState {
  readonly notices: readonly Notice[];
}

export interface Notices {
  readonly store: StoreApi<NoticesState>;
  show(level: NoticeLevel, message: string): void;
  dismiss(id: number): void;
}

const maxNotices = 4;

/** Short messages in the corner. The oldest leave when there are too many; the same message is never shown twice. */
export function createNotices(): Notices {
  const store = createStore<NoticesState>(() => ({ notices: [] }));
  let lastId = 0;
  return {
    store,
    show(level, message) {
      lastId += 1;
      const lifetimeMs = level === "error" || level === "warning" ? null : 6000;
      const others = store.getState().notices.filter((notice) => notice.message !== message);
      store.setState({ notices: [...others, { id: lastId, level, message, lifetimeMs }].slice(-maxNotices) });
    },
    dismiss(id) {
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
    },
  };
}
