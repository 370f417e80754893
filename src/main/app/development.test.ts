import { expect, test } from "vitest";
import { developmentServer } from "./development.ts";
import { contentSecurityPolicy } from "#main/platform";

const nonce = "0123456789abcdef";
const named = { FANTAIL_DEV_SERVER: `http://127.0.0.1:5173/#${nonce}` };

test("the launcher's server opens the socket and what bears its nonce, and nothing else", () => {
  const server = developmentServer(false, named);
  expect(server).toMatchObject({ origin: "http://127.0.0.1:5173", socket: "ws://127.0.0.1:5173" });
  const added = server?.policy
    .split("; ")
    .filter((directive) => !contentSecurityPolicy.split("; ").includes(directive));
  expect(added).toEqual([
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self' ws://127.0.0.1:5173",
  ]);
});

test("an installed application has no such server, whatever the environment says", () => {
  expect(developmentServer(true, named)).toBeNull();
});

test("without the variable, or with anything but a port of this machine, there is none", () => {
  expect(developmentServer(false, {})).toBeNull();
  for (const value of [
    "",
    "http://127.0.0.1:5173/",
    `http://localhost:5173/#${nonce}`,
    `https://example.com:5173/#${nonce}`,
    `http://127.0.0.1:5173/path#${nonce}`,
    `http://127.0.0.1:5173@example.com/#${nonce}`,
    `http://127.0.0.1:5173/#${nonce}'; script-src *`,
  ]) {
    expect(developmentServer(false, { FANTAIL_DEV_SERVER: value })).toBeNull();
  }
});
