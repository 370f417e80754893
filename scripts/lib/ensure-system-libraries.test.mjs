import { expect, test } from "vitest";
import { missingFromLdd, packagesFor } from "./ensure-system-libraries.mjs";

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
