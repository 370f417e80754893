import { expect, test } from "vitest";
import { commandWith, keymapOf } from "#domain/commands";
import { withHorizon } from "./horizon-fields.tsx";
import { changedKeys } from "./shortcut-changes.ts";

const p = { key: "p", mod: true } as const;

test("a recorded key is a command's only one, and its own again when it is reset", () => {
  const changed = changedKeys({}, "open", [p]);
  expect(changed).toEqual({ open: [p] });
  expect(changedKeys(changed, "open", null)).toEqual({});
  expect(changedKeys(changed, "open", [{ key: "o", mod: true }])).toEqual({});
});

test("a key that is taken over leaves the other command, and one of two keys leaves the other there", () => {
  const taken = changedKeys({}, "open", [{ key: "y", mod: true }], "redo");
  expect(taken).toEqual({ open: [{ key: "y", mod: true }], redo: [{ key: "z", mod: true, shift: true }] });
  expect(commandWith(keymapOf(taken), { key: "y", mod: true })).toBe("open");
  const bare = changedKeys({}, "open", [{ key: "e", mod: true }], "export");
  expect(bare["export"]).toEqual([]);
  expect(keymapOf(changedKeys(bare, "export", null)).export).toEqual([{ key: "e", mod: true }]);
});

test("a horizon that is emptied is the default again", () => {
  expect(withHorizon({ month: 12 }, "week", 4)).toEqual({ month: 12, week: 4 });
  expect(withHorizon({ month: 12 }, "month", Number.NaN)).toEqual({});
});
