import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { migrations } from "./index.ts";

/** Taken when each was released. A file of a user's has gone through exactly this text. */
const released = [
  ["queue", "b6f570ec67d3b656"],
  ["profiles", "dc0be72098559422"],
];

test("a migration that was released never changes", () => {
  const known = migrations.map(({ name, sql }) => [name, createHash("sha256").update(sql).digest("hex").slice(0, 16)]);
  expect(known).toEqual(released);
});
