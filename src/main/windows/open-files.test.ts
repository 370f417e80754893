import { expect, test } from "vitest";
import type { Grant } from "#contract/ipc";
import { OpenFiles } from "./open-files.ts";

const grantOf = (name: string): Grant => ({ grant: name, name, sizeBytes: 1 });

test("files wait for a page to ask, are shown as they come while it is there, and wait again when it is gone", () => {
  const shown: string[] = [];
  const files = new OpenFiles(({ name }) => shown.push(name));
  const taken = (): string[] => files.take().map(({ name }) => name);
  files.add(grantOf("at the start"));
  files.add(grantOf("of a second start, before the page was there"));
  expect(shown).toEqual([]);
  expect(taken()).toEqual(["at the start", "of a second start, before the page was there"]);
  files.add(grantOf("later"));
  expect(shown).toEqual(["later"]);
  files.hold();
  files.add(grantOf("after a crash"));
  expect(shown).toEqual(["later"]);
  expect(taken()).toEqual(["after a crash"]);
  expect(taken()).toEqual([]);
});
