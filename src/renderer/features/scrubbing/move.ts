import { mark } from "#renderer/context";
import { useDatasets } from "#renderer/datasets";

/** Marks the moment for measuring, and moves. */
export function useMove(): (origin: number) => void {
  const datasets = useDatasets();
  return (origin) => {
    mark("fantail:origin", { origin });
    datasets.setOrigin(origin);
  };
}
