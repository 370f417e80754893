/**
 * Imported first by every script, for its effect: an old Node gets a sentence and not a stack trace.
 * Uses only syntax and names that old versions know.
 */
const minimumNode = "20.19.0";

export function isOldNode(version) {
  const [major, minor] = version.split(".").map(Number);
  const [needMajor, needMinor] = minimumNode.split(".").map(Number);
  return major < needMajor || (major === needMajor && minor < needMinor);
}

if (isOldNode(process.versions.node)) {
  process.stderr.write(
    `fantail: this is Node ${process.versions.node}; Fantail's scripts need Node ${minimumNode} or newer. Install it from https://nodejs.org and try again.\n`,
  );
  process.exit(1);
}
