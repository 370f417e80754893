import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { orRefusal } from "../../domain/errors/testing.ts";
import { quotedCommand } from "./quoted-command.ts";

const marks = [
  "a",
  " ",
  "'",
  '"',
  "\\",
  "$",
  "`",
  "%",
  "^",
  "!",
  "&",
  "|",
  "<",
  ">",
  "(",
  ")",
  "*",
  "?",
  "~",
  "#",
  ";",
  "-",
  "=",
];
const word = fc.string({ unit: fc.constantFrom(...marks, "\u00e9", "\u2019", "PATH"), minLength: 1, maxLength: 12 });
const words = fc.array(word, { minLength: 1, maxLength: 6 });

test.runIf(process.platform !== "win32")("a POSIX shell hands over each word as it is", () => {
  const lines = fc.array(fc.array(fc.oneof(word, fc.constant("a\nb")), { minLength: 1, maxLength: 4 }), {
    minLength: 100,
    maxLength: 100,
  });
  fc.assert(
    fc.property(lines, (commands) => {
      // One shell for many commands: its start costs more than they do.
      const script = commands.map((one) => `printf '%s\\0' ${quotedCommand(one, "posix")}`).join("\n");
      const said = execFileSync("sh", ["-c", script], { encoding: "utf8" });
      expect(said.split("\0").slice(0, -1)).toEqual(commands.flat());
    }),
    { numRuns: 5 },
  );
});

/** How programs on Windows take their command line apart (CommandLineToArgvW). */
function windowsWords(line: string): string[] {
  const found: string[] = [];
  let current: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const mark = line.charAt(at);
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    if (slashes > 0) {
      const isBefore = line.charAt(at + slashes) === '"';
      current = (current ?? "") + "\\".repeat(isBefore ? Math.floor(slashes / 2) : slashes);
      at += slashes - 1;
      if (isBefore && slashes % 2 === 1) {
        current += '"';
        at += 1;
      }
    } else if (mark === '"') {
      isQuoted = !isQuoted;
      current ??= "";
    } else if (mark === " " && !isQuoted) {
      if (current !== null) found.push(current);
      current = null;
    } else current = (current ?? "") + mark;
  }
  return current === null ? found : [...found, current];
}

test("cmd hands over each word as it is: carets go, and no mark that it knows is without one", () => {
  fc.assert(
    fc.property(words, (given) => {
      const line = quotedCommand(given, "cmd");
      expect(line.replace(/\^./g, "")).not.toMatch(/[%!"<>&|^()]/);
      expect(windowsWords(line.replace(/\^(.)/g, "$1"))).toEqual(given);
    }),
  );
});

/** Words between single quotes, and what Windows PowerShell 5 makes of them: quotes around those with blanks, and nothing else. */
function powershellWords(line: string): string[] {
  const passed = [...line.matchAll(/'((?:[^'\u2019]|''|\u2019\u2019)*)'|[^ ]+/g)].map(([whole, inside]) =>
    inside === undefined ? whole : inside.replace(/(['\u2019])\1/g, "$1"),
  );
  return windowsWords(passed.map((one) => (/\s/.test(one) ? `"${one}"` : one)).join(" "));
}

test("PowerShell hands over each word as it is", () => {
  fc.assert(
    fc.property(words, (given) => {
      expect(powershellWords(quotedCommand(given, "powershell"))).toEqual(given);
    }),
  );
});

test("what no command can hold is refused", () => {
  expect(orRefusal(() => quotedCommand(["a\0"], "posix"))).toMatchObject({ code: "wrong-arguments" });
  expect(orRefusal(() => quotedCommand(["a\nb"], "cmd"))).toMatchObject({ code: "wrong-arguments" });
  expect(quotedCommand(["fantail", "--horizon=12", "/a b.csv"], "posix")).toBe("fantail --horizon=12 '/a b.csv'");
});
