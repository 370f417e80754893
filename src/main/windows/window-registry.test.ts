import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { AnyEvent, Grant } from "#contract/ipc";
import { WindowRegistry } from "./window-registry.ts";

class Contents extends EventEmitter {}

class Window extends EventEmitter {
  readonly webContents = new Contents();
  isGone = false;
  isSmall = false;
  reloads = 0;
  focused = 0;
  readonly place: number;

  constructor(place: number) {
    super();
    this.place = place;
  }

  isDestroyed(): boolean {
    return this.isGone;
  }
  isMinimized(): boolean {
    return this.isSmall;
  }
  restore(): void {
    this.isSmall = false;
  }
  focus(): void {
    this.focused += 1;
    this.emit("focus");
  }
  reload(): void {
    this.reloads += 1;
  }
  crash(reason = "crashed"): void {
    this.webContents.emit("render-process-gone", {}, { reason });
  }
  close(): void {
    this.isGone = true;
    this.emit("closed");
  }
}

function create() {
  const sent: [place: number, event: AnyEvent["name"], detail: string][] = [];
  const state = {
    nowMs: 0,
    isLeaving: false,
    wantsReload: true,
    givenUp: 0,
    asked: [] as number[],
    closed: [] as [number, boolean][],
  };
  const later: (() => void)[] = [];
  const places = new Map<Contents, number>();
  const registry = new WindowRegistry<Contents, Window>({
    create: (place) => {
      const window = new Window(place);
      places.set(window.webContents, place);
      return window;
    },
    tell: (contents, event) => {
      const detail =
        event.name === "file:opened" ? event.payload.name : event.name === "notice" ? event.payload.message : "";
      sent.push([places.get(contents) ?? 0, event.name, detail]);
    },
    askAboutCrashes: async ({ place }) => {
      state.asked.push(place);
      return state.wantsReload;
    },
    onGivenUp: () => {
      state.givenUp += 1;
    },
    onCrash: () => undefined,
    onClosed: (contents, isLast) => state.closed.push([places.get(contents) ?? 0, isLast]),
    isLeaving: () => state.isLeaving,
    now: () => state.nowMs,
    after: (_ms, work) => later.push(work),
  });
  const runLater = (): void => later.splice(0).forEach((work) => work());
  return { registry, sent, state, runLater };
}

const grantOf = (name: string): Grant => ({ grant: name, name, sizeBytes: 1 });
const notice = (message: string): AnyEvent => ({ name: "notice", payload: { level: "info", message } });
const names = (grants: readonly Grant[]): string[] => grants.map(({ name }) => name);

test("each window has a place of its own, and a place that is free again is used again", () => {
  const { registry } = create();
  const [first, second, third] = [registry.open(), registry.open(), registry.open()];
  expect([first.place, second.place, third.place]).toEqual([1, 2, 3]);
  second.close();
  expect(registry.open().place).toBe(2);
  expect(registry.all).toHaveLength(3);
});

test("commands and files go to the window that had the focus last, events about everything to all", () => {
  const { registry, sent } = create();
  const [first, second] = [registry.open(), registry.open()];
  for (const { webContents } of [first, second]) registry.takeFiles(webContents);
  registry.sendToCurrent(notice("newest"));
  first.focus();
  registry.sendToCurrent(notice("focused"));
  registry.openFile(grantOf("a.csv"));
  registry.broadcast(notice("all"));
  expect(sent).toEqual([
    [2, "notice", "newest"],
    [1, "notice", "focused"],
    [1, "file:opened", "a.csv"],
    [2, "notice", "all"],
    [1, "notice", "all"],
  ]);
  first.close();
  expect(registry.current).toBe(second);
  second.close();
  expect(registry.current).toBeUndefined();
  registry.sendToCurrent(notice("nobody"));
  expect(sent).toHaveLength(5);
});

test("files that were opened before there was a window are the first one's, and each page takes only its own", () => {
  const { registry, sent } = create();
  registry.openFile(grantOf("early.csv"));
  const first = registry.open();
  const second = registry.open();
  registry.openFile(grantOf("second.csv"));
  expect(names(registry.takeFiles(second.webContents))).toEqual(["second.csv"]);
  expect(names(registry.takeFiles(first.webContents))).toEqual(["early.csv"]);
  expect(registry.takeFiles(new Contents())).toEqual([]);
  expect(sent).toEqual([]);
});

test("a second start brings the current window back from the task bar", () => {
  const { registry } = create();
  const window = registry.open();
  window.isSmall = true;
  registry.activate();
  expect([window.isSmall, window.focused]).toEqual([false, 1]);
});

test("a window that crashes is loaded again by itself, without the other; its files wait for the new page", () => {
  const { registry, sent, runLater } = create();
  const [stays, crashes] = [registry.open(), registry.open()];
  registry.takeFiles(crashes.webContents);
  crashes.crash();
  registry.openFile(grantOf("meanwhile.csv"));
  expect(sent).toEqual([]);
  runLater();
  expect([stays.reloads, crashes.reloads]).toEqual([0, 1]);
  expect(names(registry.takeFiles(crashes.webContents))).toEqual(["meanwhile.csv"]);
});

test("each window counts its own crashes; after three the user decides", async () => {
  const { registry, state, runLater } = create();
  const [calm, broken] = [registry.open(), registry.open()];
  for (let crash = 0; crash < 4; crash++) {
    broken.crash();
    runLater();
  }
  expect(state.asked).toEqual([2]);
  await expect.poll(() => broken.reloads).toBe(4);
  calm.crash();
  runLater();
  expect(calm.reloads).toBe(1);
  state.wantsReload = false;
  for (let crash = 0; crash < 4; crash++) {
    broken.crash();
    runLater();
  }
  await expect.poll(() => state.givenUp).toBe(1);
});

test("nothing is loaded again once it is closed, ended cleanly, or the application leaves", () => {
  const { registry, state, runLater } = create();
  const [closed, clean, leaving] = [registry.open(), registry.open(), registry.open()];
  closed.crash();
  closed.close();
  clean.crash("clean-exit");
  state.isLeaving = true;
  leaving.crash();
  runLater();
  expect([closed.reloads, clean.reloads, leaving.reloads]).toEqual([0, 0, 0]);
});

test("it is said which window was closed, and whether it was the last", () => {
  const { registry, state } = create();
  const [first, second] = [registry.open(), registry.open()];
  first.close();
  second.close();
  expect(state.closed).toEqual([
    [1, false],
    [2, true],
  ]);
});
