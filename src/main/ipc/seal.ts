import { checkedOfAnswer, isCheckedRequest } from "#contract/ipc";
import { checksumSteps } from "#engine/checksum";

/** The checksum that travels with an answer; nothing for answers without numbers. In steps of about a millisecond. */
export async function sealOf(name: string, value: unknown): Promise<{ readonly checksum?: string }> {
  if (!isCheckedRequest(name)) return {};
  const steps = checksumSteps(checkedOfAnswer(name, value));
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { checksum: step.value };
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
