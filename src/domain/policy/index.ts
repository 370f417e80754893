/** What whoever manages a computer decides: the table of policies, how they are checked and merged, and what follows. */
export { policyDefinition, policyDefinitions, policyGroups } from "./definitions.ts";
export { mergePolicy, nameLines, policyBroken, type PolicySource } from "./read.ts";
export { managedBy, modelRefusal, policyForbids, policyLines, settingsOf } from "./rules.ts";
export { noPolicy, type Policy, type PolicyChoices, type PolicyLevel, type PolicyName } from "./values.ts";
