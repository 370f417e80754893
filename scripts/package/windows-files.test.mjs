import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { codesOf, settledSummary, wixSource } from "./msi.mjs";
import { nsisSections, nsisText } from "./nsis.mjs";
import { describeProduct } from "./product.mjs";
import { registryValues } from "./windows-files.mjs";

const product = describeProduct({ version: "1.0.0" });

function tree() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-tree-"));
  for (const name of ["Fantail.exe", "bin/fantail.exe", "resources/models/a & b/model.onnx"]) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), name);
  }
  return folder;
}

test("each version is a product of its own in one family, and always the same one", () => {
  const [one, again, other] = ["1.0.0", "1.0.0", "1.0.1"].map((version) => codesOf(describeProduct({ version })));
  expect(again.product).toBe(one.product);
  expect(other.product).not.toBe(one.product);
  expect(other.upgrade).toBe(one.upgrade);
  expect(other.component("bin/fantail.exe")).toBe(one.component("bin/fantail.exe"));
});

test("the installer's source has every file once, by paths that the build's folder does not change", () => {
  const folder = tree();
  const text = wixSource({ product, tree: folder, icon: path.join(folder, "icon.ico"), folder });
  expect(text.match(/<File /g)).toHaveLength(3);
  expect(text).toContain('Source="resources/models/a &amp; b/model.onnx"');
  expect(text).toContain('<Directory Id="BINDIR" Name="bin">');
  expect(text).not.toContain(folder);
  const ids = [...text.matchAll(/<(?:File|Component|Directory) Id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[A-Za-z_][\w.]{0,71}$/.test(id))).toBe(true);
  fs.rmSync(folder, { recursive: true });
});

test("the summary tells the version's code and date, and not the build's", () => {
  const text = ["PropertyId\tValue", "i2\tl255", "9\t{random}", "12\tnow", "13\tnow", "14\t500", ""].join("\r\n");
  expect(settledSummary(text, { code: "ABC", seconds: 1_700_000_000 }).split("\r\n").slice(2, 6)).toEqual([
    "9\t{ABC}",
    "12\t2023/11/14 22:13:20",
    "13\t2023/11/14 22:13:20",
    "14\t500",
  ]);
});

test("texts of setup.exe mean themselves, but for the folder of the installation", () => {
  expect(nsisText("$INSTDIR\\a")).toBe("'$INSTDIR\\a'");
  expect(nsisText("costs 5 $ at Joe's")).toBe("'costs 5 $$ at Joe$\\'s'");
});

test("setup.exe removes what it installed, file by file, and folders only when they are empty", () => {
  const folder = tree();
  const { install, remove, unregister } = nsisSections({ product, tree: folder });
  expect(install.filter((line) => line.includes("File "))).toHaveLength(3);
  expect(remove).toEqual([
    "  Delete '$INSTDIR\\Fantail.exe'",
    "  Delete '$INSTDIR\\bin\\fantail.exe'",
    "  Delete '$INSTDIR\\resources\\models\\a & b\\model.onnx'",
    "  RMDir '$INSTDIR\\resources\\models\\a & b'",
    "  RMDir '$INSTDIR\\resources\\models'",
    "  RMDir '$INSTDIR\\resources'",
    "  RMDir '$INSTDIR\\bin'",
  ]);
  // Others own these keys: only our value in them goes.
  expect(
    unregister.filter((line) => line.includes("DeleteRegKey") && /csv|RegisteredApplications'/.test(line)),
  ).toEqual([]);
  expect(unregister).toContain("  DeleteRegValue SHCTX 'Software\\Classes\\.csv\\OpenWithProgids' 'Fantail.Table'");
  fs.rmSync(folder, { recursive: true });
});

test("only projects are ours to open; tables get one more program", () => {
  const values = registryValues(product, "C:\\Fantail");
  const defaults = values.filter(({ key, name }) => name === null && /\\\.\w+$/.test(key)).map(({ key }) => key);
  expect(defaults).toEqual(["Software\\Classes\\.fantail"]);
  expect(values.find(({ key }) => key.endsWith("Fantail.Table\\shell\\open\\command"))?.value).toBe(
    '"C:\\Fantail\\Fantail.exe" "%1"',
  );
});
