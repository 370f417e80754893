import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updateSource } from "./update-source.ts";

let folder: string;
let server: Server;
let certificate: string;
const asked: string[] = [];

/** A real server with a certificate of its own authority. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fantail-https-"));
  const [keyFile, certificateFile] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      ...["-keyout", keyFile ?? "", "-out", certificateFile ?? ""],
    ],
    { stdio: "ignore" },
  );
  certificate = readFileSync(certificateFile ?? "", "utf8");
  server = createServer({ key: readFileSync(keyFile ?? ""), cert: certificate }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/updates/updates.json") response.end("a list");
    else if (request.url === "/updates/moved.json") response.writeHead(302, { location: "/elsewhere" }).end();
    else if (request.url === "/updates/long.json") response.end("x".repeat(100));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const at = (path: string, trusted = [certificate]) =>
  updateSource(
    `https://localhost:${(server.address() as AddressInfo).port}${path}`,
    (named) => named,
    () => trusted,
  );
const signal = new AbortController().signal;

test.each(["/updates", "/updates/"])("files are asked for below %s, with nothing but their names", async (path) => {
  asked.length = 0;
  expect((await at(path).read("updates.json", 100)).toString()).toBe("a list");
  expect(await text(await at(path).open("updates.json", signal))).toBe("a list");
  expect(asked).toEqual(["GET /updates/updates.json", "GET /updates/updates.json"]);
});

test("what is missing, moved elsewhere or too long is refused, and no redirection is followed", async () => {
  asked.length = 0;
  await expect(at("/updates").read("missing.json", 100)).rejects.toMatchObject({ code: "file-not-found" });
  await expect(at("/updates").read("moved.json", 100)).rejects.toMatchObject({
    code: "file-unreadable",
    message: expect.stringContaining("(302)"),
  });
  await expect(at("/updates").read("long.json", 99)).rejects.toMatchObject({ code: "update-refused" });
  expect(asked).not.toContain("GET /elsewhere");
});

test("a server that nobody trusted vouches for is not read from", async () => {
  asked.length = 0;
  await expect(at("/updates", []).read("updates.json", 100)).rejects.toMatchObject({ code: "file-unreadable" });
  expect(asked).toEqual([]);
});

test("a folder's files are read from it alone", async () => {
  const source = updateSource(folder, (named) => named);
  expect((await source.read("certificate.pem", 10_000)).toString()).toBe(certificate);
  await expect(source.read("certificate.pem", 10)).rejects.toMatchObject({ code: "update-refused" });
  await expect(source.read("missing", 10)).rejects.toMatchObject({ code: "file-not-found" });
  await expect(source.open("missing", signal)).rejects.toMatchObject({ code: "file-not-found" });
});

test("the system's own authorities can be had", () => {
  const source = updateSource("https://localhost:1/", (named) => named);
  return expect(source.read("updates.json", 10)).rejects.toMatchObject({ code: "file-unreadable" });
});
