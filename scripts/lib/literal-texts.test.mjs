import { expect, test } from "vitest";
import { literalTexts, textProblems } from "./literal-texts.mjs";

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

test("no file of the window has any", () => {
  expect(textProblems()).toEqual([]);
});
