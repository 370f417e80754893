import { expect, test } from "vitest";
import { manifestModel, manifestZone } from "./manifest.ts";

const of = (id: string) => ({ forecast: { model: { id, version: "1", sha256: id } } });

test("a manifest names the model that made every forecast, and none where they differ", () => {
  expect(manifestModel([of("a"), of("a")])).toEqual({ id: "a", version: "1", sha256: "a" });
  expect(manifestModel([of("a"), of("b")])).toEqual({ id: "auto", version: "", sha256: "" });
});

test("a manifest names the zones that there are", () => {
  expect(manifestZone([null, null])).toEqual({});
  expect(manifestZone([null, "UTC", "UTC"])).toEqual({ timezone: "UTC" });
  expect(manifestZone(["Europe/Berlin", "+02:00"])).toEqual({ timezone: "Europe/Berlin, +02:00" });
});
