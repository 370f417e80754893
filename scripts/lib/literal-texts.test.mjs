import { expect, test } from "vitest";
import { folderOf, literalTexts, notMovedYet, textProblems } from "./literal-texts.mjs";

const textsOf = (code) => literalTexts(code).map(({ text }) => text);

test("words in the markup are found, wherever people see or hear them", () => {
  expect(textsOf('const a = <p title="A tip">Some words <b>{"more"}</b></p>;')).toEqual([
    "A tip",
    "Some words",
    "more",
  ]);
  expect(textsOf('const a = <Button aria-label={isOpen ? "Close it" : `Open ${name}`} />;')).toEqual([
    "Close it",
    "Open",
  ]);
  expect(textsOf("const a = <p>{isOpen ? 'Yes' : null}{count > 0 && 'Several'}</p>;")).toEqual(["Yes", "Several"]);
});

test("what is the same in every language is not", () => {
  expect(
    textsOf('const a = <p className="some words" id="x">{texts.title} · {count} % <kbd>F</kbd> Fantail</p>;'),
  ).toEqual([]);
  expect(textsOf('const words = "not shown"; const a = <Menu onAction={() => run("open file")} />;')).toEqual([]);
});

test("a line is where the text begins", () => {
  expect(literalTexts('const a = (\n  <p\n    title="One two"\n  />\n);')).toEqual([{ line: 3, text: "One two" }]);
});

test("folders of the list are the ones that files are in", () => {
  expect(folderOf("src/renderer/features/queue/job-row.tsx")).toBe("src/renderer/features/queue");
  expect(folderOf("src/renderer/features/settings/settings-dialog.tsx")).toBe("src/renderer/features/settings");
  expect(notMovedYet).toEqual(notMovedYet.toSorted());
  expect(new Set(notMovedYet).size).toBe(notMovedYet.length);
});

test("a folder that is not in the list may have none", () => {
  expect(
    textProblems(["src/renderer/features/help/shortcuts-dialog.tsx"]).filter((each) => each.includes("own:")),
  ).toEqual([]);
});
