/**
 * Finds words for people that stand in the markup itself and not in a feature's `texts.ts`: a second language could not reach
 * them. `npm test -- lint` runs it; docs/how-to/add-a-text.md says how a text is written.
 */
import fs from "node:fs";
import { parseSync } from "vite";
import { inRoot } from "./paths.mjs";

/** Attributes that people see or hear. */
const shownAttributes = new Set([
  ...["label", "title", "tip", "alt", "placeholder", "description", "detail", "back", "subject", "textValue"],
  ...["aria-label", "aria-description", "aria-roledescription", "aria-valuetext"],
]);

/** Two letters in a row: a sign, a unit or a key alone is the same in every language. */
const isWords = (text) => /\p{L}{2}/u.test(text);

/** Names of what is never translated. */
const names = new Set(["Fantail"]);

/**
 * @param {string} code of one .tsx file
 * @returns {{ line: number, text: string }[]}
 */
export function literalTexts(code, file = "file.tsx") {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const found = [];
  const report = (node, text) => {
    const trimmed = text.replaceAll(/\s+/g, " ").trim();
    if (isWords(trimmed) && !names.has(trimmed))
      found.push({ line: code.slice(0, node.start).split("\n").length, text: trimmed });
  };
  /** Texts that an expression may come to. */
  const literalsOf = (node) => {
    if (node === null || node === undefined) return;
    if (node.type === "Literal" && typeof node.value === "string") report(node, node.value);
    if (node.type === "TemplateLiteral") report(node, node.quasis.map(({ value }) => value.cooked ?? "").join(" "));
    if (node.type === "ConditionalExpression") {
      literalsOf(node.consequent);
      literalsOf(node.alternate);
    }
    if (node.type === "LogicalExpression") literalsOf(node.right);
  };
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    if (node.type === "JSXText") report(node, node.value);
    if (node.type === "JSXElement" || node.type === "JSXFragment")
      for (const child of node.children) if (child.type === "JSXExpressionContainer") literalsOf(child.expression);
    if (node.type === "JSXAttribute" && shownAttributes.has(attributeName(node.name))) {
      if (node.value?.type === "JSXExpressionContainer") literalsOf(node.value.expression);
      else literalsOf(node.value);
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(program);
  return found;
}

const attributeName = (name) => (name.type === "JSXIdentifier" ? name.name : "");

function markupFiles() {
  return fs
    .readdirSync(inRoot("src/renderer"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .map((file) => `src/renderer/${file}`);
}

/** @returns {string[]} what is wrong, in sentences */
export function textProblems(files = markupFiles()) {
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.endsWith(".test.tsx"))
    .flatMap((file) =>
      literalTexts(fs.readFileSync(inRoot(file), "utf8"), file).map(
        ({ line, text }) => `${file}:${line} has a text of its own: "${text}"`,
      ),
    );
}
