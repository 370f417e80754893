import { expect, test } from "vitest";
import { missingFromLdd, packagesFor, sandboxAdvice } from "./ensure-system-libraries.mjs";

const ldd = `/dist/electron:
	linux-vdso.so.1 (0x00007fff)
	libnss3.so => not found
	libgtk-3.so.0 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
/dist/libEGL.so:
	libnss3.so => not found
`;

test("names each library that ldd did not find, once", () => {
  expect(missingFromLdd(ldd)).toEqual(["libgtk-3.so.0", "libnss3.so"]);
});

test("finds nothing where all libraries are present", () => {
  expect(missingFromLdd("\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tstatically linked\n")).toEqual([]);
});

test("knows the Debian package of a library, and leaves unknown ones out", () => {
  expect(packagesFor(["libnss3.so", "libnssutil3.so", "libasound.so.2", "libfoo.so"])).toEqual([
    "libnss3",
    "libasound2",
  ]);
});

test("advice on the sandbox comes only where an ordinary user can have neither of its two ways", () => {
  const unprivileged = { uid: 1000, restricted: true, helperStat: { uid: 1000, mode: 0o755 } };
  expect(sandboxAdvice("/dist/chrome-sandbox", unprivileged)).toContain("sudo chmod 4755 /dist/chrome-sandbox");
  expect(sandboxAdvice("/x", { ...unprivileged, helperStat: { uid: 0, mode: 0o104755 } })).toBeNull();
  expect(sandboxAdvice("/x", { ...unprivileged, restricted: false })).toBeNull();
  expect(sandboxAdvice("/x", { ...unprivileged, uid: 0 })).toBeNull();
});
