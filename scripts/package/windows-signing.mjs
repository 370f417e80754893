/**
 * Authenticode signatures, by osslsigncode, which needs no Windows. FANTAIL_WINDOWS_CERTIFICATE names a PKCS #12 file,
 * FANTAIL_WINDOWS_PASSWORD is its password, FANTAIL_WINDOWS_TIMESTAMP the address of a timestamp server where one can be reached.
 * Without a certificate nothing is signed.
 */
import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "../lib/files.mjs";
import { SetupError } from "../lib/log.mjs";
import { mustRun } from "../lib/processes.mjs";

/** @returns {string[] | null} osslsigncode's words for signing, but for the files; null where there is no certificate */
export function signingWords(passwordFile, env = process.env) {
  const certificate = env.FANTAIL_WINDOWS_CERTIFICATE;
  if (certificate === undefined || certificate === "") return null;
  if (!fs.existsSync(certificate)) throw new SetupError("FANTAIL_WINDOWS_CERTIFICATE names no file");
  const server = env.FANTAIL_WINDOWS_TIMESTAMP;
  return [
    ...["sign", "-pkcs12", certificate, "-readpass", passwordFile, "-h", "sha256"],
    ...(server === undefined || server === "" ? [] : ["-ts", server]),
  ];
}

/** Signs files where they lie. The password is in no command line, where every account of the machine could read it. */
export async function signFiles(files, work, env = process.env) {
  const passwordFile = path.join(work, "password");
  const words = signingWords(passwordFile, env);
  if (words === null) return;
  fs.writeFileSync(passwordFile, env.FANTAIL_WINDOWS_PASSWORD ?? "", { mode: 0o600 });
  try {
    for (const file of files) {
      const signed = `${file}.signed`;
      await mustRun("osslsigncode", [...words, "-in", file, "-out", signed], {
        what: `signing ${path.basename(file)}`,
      });
      fs.renameSync(signed, file);
    }
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** Executables of a tree that are ours to sign; libraries inside have their makers' signatures. */
export function executablesIn(tree) {
  return filesBelow(tree)
    .filter((name) => name.endsWith(".exe"))
    .map((name) => path.join(tree, name));
}
