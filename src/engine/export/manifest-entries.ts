import type { ExportedManifest } from "./exported-forecast.ts";

/** The manifest as names and texts, for people. */
export function manifestEntries(manifest: ExportedManifest): readonly (readonly [string, string])[] {
  return [
    ["Fantail", manifest.app],
    ["Model", `${manifest.model.id} ${manifest.model.version}`],
    ["Model SHA-256", manifest.model.sha256],
    ["Data SHA-256", manifest.dataHash],
    ["Execution provider", manifest.executionProvider],
    ["Preprocessing", manifest.preprocessing],
    ...Object.entries(manifest.settings).map(
      ([name, value]) => [`Setting: ${name}`, Array.isArray(value) ? value.join(", ") : String(value)] as const,
    ),
  ];
}
