/** What administrators' tools need to know of policies, made of the one table in `src/domain/policy/definitions.ts`. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { uuid5 } from "../package/product.mjs";
import { inRoot } from "./paths.mjs";

const title = "Fantail";
const registryKey = "Software\\Policies\\Fantail";
const domain = "local.fantail.Fantail";
/** Of the identifiers in the profile: the same for the same name. */
const namespace = "5a3f2d0c-7a5e-4a0e-9d3e-0a6f6f2b8c11";

const levelWords = { managed: "managed", recommended: "recommended" };

/** The table itself, and what checks policies by it. */
export function policyRoom() {
  return import(pathToFileURL(inRoot("src", "domain", "policy", "index.ts")).href);
}

/** @returns {Promise<Map<string, string>>} files, by their path from the root */
export async function policyFiles() {
  const { policyDefinitions: definitions, policyGroups: groups } = await policyRoom();
  const of = (level) => definitions.filter(({ levels }) => levels.includes(level));
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ["build/policy/managed.schema.json", json(schemaOf("managed", of("managed")))],
    ["build/policy/recommended.schema.json", json(schemaOf("recommended", of("recommended")))],
    ["build/policy/windows/fantail.admx", admx(definitions, groups)],
    ["build/policy/windows/en-US/fantail.adml", adml(definitions, groups)],
    ["build/policy/macos/fantail.mobileconfig", mobileconfig(of("managed"), of("recommended"))],
    ["build/policy/linux/managed.example.json", json(examples(of("managed"), managedExamples))],
    ["build/policy/linux/recommended.example.json", json(examples(of("recommended"), recommendedExamples))],
    ["docs/admin/policy.md", referencePage(definitions, groups)],
  ]);
}

/** What the examples show: enough to see each kind of value, and nothing that locks its reader out. */
const managedExamples = ["device", "modelImport", "exportFormats", "exportFolders", "cacheDiskMegabytes", "locale"];
const recommendedExamples = ["bands", "searchProcesses"];

function examples(definitions, names) {
  return Object.fromEntries(
    definitions.filter(({ name }) => names.includes(name)).map(({ name, example }) => [name, example]),
  );
}

function schemaOf(level, definitions) {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `${title}: ${levelWords[level]} policies`,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      definitions.map(({ name, title: what, effect, otherwise, kind, example }) => [
        name,
        { title: what, description: `${effect} Without it: ${otherwise}`, ...schemaOfKind(kind), examples: [example] },
      ]),
    ),
  };
}

function schemaOfKind(kind) {
  const values = () => kind.options.map(({ value }) => value);
  switch (kind.type) {
    case "switch":
      return { type: "boolean" };
    case "number":
      return { type: "integer", minimum: kind.min, maximum: kind.max };
    case "choice":
      return { type: "string", enum: values() };
    case "text":
      return { type: "string" };
    case "choices":
      return { type: "array", minItems: 1, items: { type: "string", enum: values() } };
    default:
      return { type: "array", minItems: 1, items: { type: "string" } };
  }
}

const xml = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const isList = ({ type }) => type === "choices" || type === "texts";

/** Of one level: its identifiers in the templates, and its key. */
function template(definition, level) {
  const suffix = level === "recommended" ? "_recommended" : "";
  return {
    id: `${definition.name}${suffix}`,
    key: level === "recommended" ? `${registryKey}\\Recommended` : registryKey,
    category: `${definition.group}${suffix}`,
  };
}

const everyLevel = (definitions) =>
  definitions.flatMap((definition) =>
    definition.levels.map((level) => ({ definition, ...template(definition, level) })),
  );

function admx(definitions, groups) {
  const categories = [
    '    <category name="fantail" displayName="$(string.fantail)"/>',
    '    <category name="fantail_recommended" displayName="$(string.fantail_recommended)"><parentCategory ref="fantail"/></category>',
    ...["", "_recommended"].flatMap((suffix) =>
      groups
        .filter(({ id }) => everyLevel(definitions).some(({ category }) => category === `${id}${suffix}`))
        .map(
          ({ id }) =>
            `    <category name="${id}${suffix}" displayName="$(string.group_${id})"><parentCategory ref="fantail${suffix}"/></category>`,
        ),
    ),
  ];
  const policies = everyLevel(definitions).map(({ definition: { name, kind }, id, key, category }) => {
    const head = `    <policy name="${id}" class="Both" displayName="$(string.${id})" explainText="$(string.${name}_explain)" key="${key}"`;
    const common = `<parentCategory ref="${category}"/><supportedOn ref="any"/>`;
    if (kind.type === "switch")
      return `${head} valueName="${name}">${common}<enabledValue><decimal value="1"/></enabledValue><disabledValue><decimal value="0"/></disabledValue></policy>`;
    return `${head} presentation="$(presentation.${id})">${common}<elements>${element(name, kind, key)}</elements></policy>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Made by npm run policy; change src/domain/policy/definitions.ts instead. -->
<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <policyNamespaces>
    <target prefix="fantail" namespace="Fantail.Policies.Fantail"/>
  </policyNamespaces>
  <resources minRequiredRevision="1.0"/>
  <supportedOn>
    <definitions>
      <definition name="any" displayName="$(string.any)"/>
    </definitions>
  </supportedOn>
  <categories>
${categories.join("\n")}
  </categories>
  <policies>
${policies.join("\n")}
  </policies>
</policyDefinitions>
`;
}

function element(name, kind, key) {
  if (isList(kind)) return `<list id="${name}" key="${key}\\${name}" valuePrefix=""/>`;
  if (kind.type === "number")
    return `<decimal id="${name}" valueName="${name}" minValue="${kind.min}" maxValue="${kind.max}" required="true"/>`;
  if (kind.type === "text") return `<text id="${name}" valueName="${name}" required="true"/>`;
  const items = kind.options.map(
    ({ value }, index) =>
      `<item displayName="$(string.${name}_${index})"><value><string>${xml(value)}</string></value></item>`,
  );
  return `<enum id="${name}" valueName="${name}" required="true">${items.join("")}</enum>`;
}

function adml(definitions, groups) {
  const string = (id, text) => `      <string id="${id}">${xml(text)}</string>`;
  const strings = [
    string("fantail", title),
    string("fantail_recommended", "Recommended: users may change it"),
    string("any", `${title}, any version`),
    ...groups.map(({ id, title: what }) => string(`group_${id}`, what)),
    ...everyLevel(definitions).map(({ definition, id }) => string(id, definition.title)),
    ...definitions.flatMap(({ name, effect, otherwise, kind }) => [
      string(`${name}_explain`, `${effect}\n\nNot configured: ${otherwise}\n\nName in ${title}: ${name}`),
      ...(kind.type === "choice" ? kind.options.map(({ label }, index) => string(`${name}_${index}`, label)) : []),
    ]),
  ];
  const presentations = everyLevel(definitions)
    .filter(({ definition: { kind } }) => kind.type !== "switch")
    .map(({ definition, id }) => `      <presentation id="${id}">${field(definition)}</presentation>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Made by npm run policy; change src/domain/policy/definitions.ts instead. -->
<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <displayName>${title}</displayName>
  <description>${title}: probabilistic forecasts from a table of numbers</description>
  <resources>
    <stringTable>
${strings.join("\n")}
    </stringTable>
    <presentationTable>
${presentations.join("\n")}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}

function field({ name, title: what, kind, example }) {
  if (isList(kind)) return `<listBox refId="${name}">${xml(what)}</listBox>`;
  if (kind.type === "number")
    return `<decimalTextBox refId="${name}" defaultValue="${example}">${xml(what)}</decimalTextBox>`;
  if (kind.type === "text") return `<textBox refId="${name}"><label>${xml(what)}</label></textBox>`;
  return `<dropdownList refId="${name}" defaultItem="0">${xml(what)}</dropdownList>`;
}

function mobileconfig(managed, recommended) {
  const value = (one) => {
    if (Array.isArray(one)) return `<array>${one.map(value).join("")}</array>`;
    if (typeof one === "boolean") return one ? "<true/>" : "<false/>";
    return typeof one === "number" ? `<integer>${one}</integer>` : `<string>${xml(one)}</string>`;
  };
  const entry = (key, one) => `<key>${xml(key)}</key>${value(one)}`;
  const payload = (type, name, values) => `      <dict>
        ${entry("PayloadDisplayName", name)}
        ${entry("PayloadIdentifier", `${type}.policy`)}
        ${entry("PayloadType", type)}
        ${entry("PayloadUUID", uuid5(namespace, type).toUpperCase())}
        ${entry("PayloadVersion", 1)}
${Object.entries(values)
  .map(([key, one]) => `        ${entry(key, one)}`)
  .join("\n")}
      </dict>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by npm run policy; change src/domain/policy/definitions.ts instead. -->
<plist version="1.0">
  <dict>
    <key>PayloadContent</key>
    <array>
${payload(domain, `${title}, managed`, examples(managed, managedExamples))}
${payload(`${domain}.recommended`, `${title}, recommended`, examples(recommended, recommendedExamples))}
    </array>
    ${entry("PayloadDisplayName", `${title} policy`)}
    ${entry("PayloadIdentifier", `${domain}.profile`)}
    ${entry("PayloadScope", "System")}
    ${entry("PayloadType", "Configuration")}
    ${entry("PayloadUUID", uuid5(namespace, "profile").toUpperCase())}
    ${entry("PayloadVersion", 1)}
  </dict>
</plist>
`;
}

function valuesText(kind) {
  switch (kind.type) {
    case "switch":
      return "`true` or `false`";
    case "number":
      return `a whole number from ${kind.min} to ${kind.max}`;
    case "text":
      return "a text";
    case "texts":
      return "a list of texts";
    default: {
      const words = kind.options.map(({ value }) => `\`${value}\``).join(", ");
      return kind.type === "choices" ? `a list of ${words}` : `one of ${words}`;
    }
  }
}

function referencePage(definitions, groups) {
  const one = ({ name, title: what, effect, otherwise, kind, levels, example }) => `### \`${name}\`

${what}. ${effect}

- Value: ${valuesText(kind)}
- Without it: ${otherwise}
- ${levels.length === 2 ? "Managed or recommended" : "Managed only"}
- Example: \`"${name}": ${JSON.stringify(example)}\`
`;
  const sections = groups.map(
    ({ id, title: what }) =>
      `## ${what}\n\n${definitions
        .filter(({ group }) => group === id)
        .map(one)
        .join("\n")}`,
  );
  return `<!-- Made by npm run policy; change src/domain/policy/definitions.ts or scripts/lib/policy-files.mjs instead. -->

# Policy

Whoever manages a computer can decide what Fantail may do on it. What is **managed** holds for everybody: no setting, option or file of a
user changes it, in the window and on the command line. What is **recommended** is a default that users may change, and go back to.

| | managed | recommended |
| --- | --- | --- |
| Linux | \`/etc/fantail/policies/managed/*.json\` | \`/etc/fantail/policies/recommended/*.json\` |
| Windows | \`${registryKey}\` in HKLM and HKCU | \`${registryKey}\\Recommended\` in HKLM and HKCU |
| macOS | preferences domain \`${domain}\` of a configuration profile | \`${domain}.recommended\` |

\`fantail doctor\` prints every policy with its value and where that comes from: the file and line, the key or the domain that manages or
recommends it, the user's setting, or the default. The settings page of the window shows what is managed, and by what, and does not let it be changed.
Policies are read when Fantail starts.

## Files on Linux

Each file is one object of names and values:

\`\`\`json
${JSON.stringify(examples(definitions, managedExamples), null, 2)}
\`\`\`

- Files are read in the order of their names; where two give a value for one name, the later file wins, as with Chrome's folders, and
  \`fantail doctor\` says so. Only names that end in \`.json\` are read.
- Managed files, and every folder on the way to them, belong to root and can be written by no one else; otherwise Fantail does not
  start, and says which file it is and what helps (\`chown\`, \`chmod\`). Everybody must be able to read them.
- The packages bring the two folders, empty, and examples below \`/usr/share/doc/fantail/examples/policy\`.
- \`managed.schema.json\` and \`recommended.schema.json\` are JSON schemas for editors and for checks before files are rolled out. The application checks
  texts more closely than they do.

## Group Policy on Windows

\`resources\\policy\\windows\` of the installed application holds \`fantail.admx\` and \`en-US\\fantail.adml\`. Copy them into the central store
(\`\\\\DOMAIN\\SYSVOL\\DOMAIN\\Policies\\PolicyDefinitions\`), or for Intune import them under *Devices, Configuration, Import ADMX*. A switch is a DWORD of 0 or
1, a number a DWORD, a text REG_SZ, and a list a key of its name with values \`1\`, \`2\` and so on. What is set for the computer wins over what is set for the
user.

Fantail reads the keys with Windows' own \`reg.exe\`. Where *Prevent access to registry editing tools* is on, leave
*Disable regedit from running silently* at *No*: without it policies can't be read, and Fantail does not start.

## Configuration profiles on macOS

\`Contents/Resources/policy/macos/fantail.mobileconfig\` is an example. Jamf's *Application & Custom Settings* takes \`managed.schema.json\` as the schema of
the domain \`${domain}\`. What is managed for the computer wins over what is managed for the user.

## When a policy can't be used

A file that is no JSON, a name that does not exist, a value that is none, a managed file that ordinary users can write: Fantail does not start. It says
which file, which line, what is wrong and what helps, in a dialog or on standard error, and ends with exit code 78. A misspelled restriction would
otherwise be no restriction. What a valid policy forbids ends a command with exit code 77, and the window says it with the policy's name and place.

## What it does not do

A policy is obeyed by this program. It does not keep users from reading their own files with another one, from copying numbers out of the window, or from
what a command prints; use the system's own means for that. A user who may run other programs may run another copy of Fantail; it obeys the same
policies. Folders for data hold for tables and projects, not for corrections, adjustments, scenarios and events that a command reads beside them.

The readers for Windows and macOS are tested with what \`reg.exe export\` and \`plutil\` write, up to the call of those programs. Fantail's own tests run
neither program: try a policy on one computer before you roll it out, with \`fantail doctor\`.

${sections.join("\n")}`;
}

/** @param {Map<string, string>} files @param {(file: string) => string | null} read @returns {string[]} those that are not as they should be */
export function staleFiles(files, read) {
  return [...files].filter(([file, text]) => read(file) !== text).map(([file]) => file.split(path.sep).join("/"));
}
