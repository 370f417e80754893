import { mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileArguments, hasDisplay, ownArguments, startsEmpty } from "./arguments.ts";
import { contentSecurityPolicy, resolveInside } from "../platform/page-policy.ts";
import { SettingsStore } from "../platform/settings.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("own arguments", () => {
  test("in a checkout the application's folder and Chromium's switches are not ours", () => {
    const argv = ["electron", "--no-sandbox", "--ozone-platform=headless", ".", "forecast", "a.csv", "--json"];
    expect(ownArguments(argv, false)).toEqual(["forecast", "a.csv", "--json"]);
  });

  test("installed, everything after the executable and the switches is ours", () => {
    expect(ownArguments(["fantail", "--no-sandbox", "a.csv"], true)).toEqual(["a.csv"]);
    expect(fileArguments(["a.csv", "--flag"])).toEqual(["a.csv"]);
    expect([startsEmpty(["a.csv", "--empty"]), startsEmpty(["empty"])]).toEqual([true, false]);
  });

  test("a window needs a display on Linux", () => {
    expect(hasDisplay("linux", {}, "")).toBe(false);
    expect(hasDisplay("linux", { DISPLAY: "" }, "")).toBe(false);
    expect(hasDisplay("linux", { DISPLAY: ":0" }, "headless")).toBe(false);
    expect(hasDisplay("linux", { DISPLAY: ":0" }, "")).toBe(true);
    expect(hasDisplay("linux", { WAYLAND_DISPLAY: "wayland-0" }, "wayland")).toBe(true);
    expect(hasDisplay("darwin", {}, "")).toBe(true);
  });
});

describe("pages", () => {
  const folder = "/opt/fantail/out/renderer";

  test("our own files resolve inside the folder", () => {
    expect(resolveInside(folder, "app://fantail/")).toBe(`${folder}/index.html`);
    expect(resolveInside(folder, "app://fantail/assets/a.js?x=1")).toBe(`${folder}/assets/a.js`);
  });

  test("nothing outside the folder is ever served", () => {
    for (const url of [
      "app://other/index.html",
      "file:///etc/passwd",
      "https://fantail/index.html",
      "app://fantail/%00",
      "x",
    ]) {
      expect(resolveInside(folder, url)).toBeNull();
    }
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("..", "%2e%2e", "%2f", "%5c", "a", "/", "\\", ".", "%25"), { maxLength: 12 }),
        (parts) => {
          const file = resolveInside(folder, `app://fantail/${parts.join("/")}`);
          expect(file === null || file.startsWith(`${folder}/`)).toBe(true);
        },
      ),
    );
  });

  test("the policy allows no foreign code", () => {
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).not.toContain("unsafe-eval");
    expect(/script-src ([^;]*)/.exec(contentSecurityPolicy)?.[1]).toBe("'self'");
  });
});

describe("settings", () => {
  test("are there again after a restart", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "fantail-settings-")), "settings.json");
    await new SettingsStore(path, silent).update({ theme: "dark" });
    expect(new SettingsStore(path, silent).current.theme).toBe("dark");
  });

  test("hold budgets; one that makes no sense is refused with the file it came in", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-settings-"));
    const path = join(folder, "settings.json");
    const read = async (limits: object) => {
      await writeFile(path, JSON.stringify({ theme: "dark", limits }));
      return new SettingsStore(path, silent).current;
    };
    expect((await read({ diskBytes: 5e9 })).limits).toEqual({ diskBytes: 5e9 });
    for (const wrong of [{ diskBytes: -1 }, { diskBytes: 1 }, { diskBytes: "2 GB" }, { diskByte: 5e9 }]) {
      expect(await read(wrong)).toEqual({});
      expect(await readdir(folder)).toEqual(["settings.json.damaged"]);
    }
  });

  test("a damaged file is kept aside and the defaults are used", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-settings-"));
    const path = join(folder, "settings.json");
    await writeFile(path, "{ not json");
    const store = new SettingsStore(path, silent);
    expect(store.values.theme).toBe("system");
    await store.update({ theme: "light" });
    expect(await readdir(folder)).toContain("settings.json.damaged");
    expect(await readFile(`${path}.damaged`, "utf8")).toBe("{ not json");
  });

  test("the place of the window of a version that knew only one is the first window's", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-settings-"));
    const path = join(folder, "settings.json");
    const bounds = { width: 900, height: 700, x: 10, y: 20 };
    await writeFile(path, JSON.stringify({ theme: "dark", window: bounds }));
    const settings = new SettingsStore(path, silent);
    expect(settings.current).toMatchObject({ theme: "dark", windows: { 1: bounds } });
    await settings.update({ windows: { ...settings.current.windows, 2: bounds } });
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ theme: "dark", windows: { 1: bounds, 2: bounds } });
  });
});
