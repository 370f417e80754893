import { useSessionState } from "#renderer/context";
import { methodText } from "#renderer/format";

/** Names methods with the models that this application knows. */
export function useMethodText(): (id: string) => string {
  const models = useSessionState((state) => state.models);
  const forecasters = useSessionState((state) => state.methods.forecasters);
  return (id) => methodText(id, forecasters, models);
}
