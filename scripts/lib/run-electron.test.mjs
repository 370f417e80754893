import { describe, expect, test } from "vitest";
import { electronEnvironment, hasDisplay, nodeEnvironment, sandboxFlags } from "./run-electron.mjs";

test("only root on Linux runs without Chromium's sandbox", () => {
  expect(sandboxFlags("linux", 0)).toEqual(["--no-sandbox"]);
  expect(sandboxFlags("linux", 1000)).toEqual([]);
  expect(sandboxFlags("darwin", 0)).toEqual([]);
  expect(sandboxFlags("win32", undefined)).toEqual([]);
});

describe("hasDisplay", () => {
  test("needs X or Wayland on Linux, and nothing elsewhere", () => {
    expect(hasDisplay({}, "linux")).toBe(false);
    expect(hasDisplay({ DISPLAY: "" }, "linux")).toBe(false);
    expect(hasDisplay({ DISPLAY: ":1" }, "linux")).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe(true);
    expect(hasDisplay({}, "win32")).toBe(true);
  });
});

test("the application never inherits the switch that turns Electron into a plain Node", () => {
  const electron = { dist: "/dist" };
  const env = { ELECTRON_RUN_AS_NODE: "1", PATH: "/bin" };
  expect(electronEnvironment(electron, env)).toEqual({
    PATH: "/bin",
    ELECTRON_OVERRIDE_DIST_PATH: "/dist",
    ORT_DISABLE_TELEMETRY: "1",
  });
  expect(nodeEnvironment(electron, env)).toMatchObject({ ELECTRON_RUN_AS_NODE: "1" });
});
