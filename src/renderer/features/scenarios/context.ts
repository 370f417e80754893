import { sharedLater } from "#renderer/context";
import type { Futures, FuturesState } from "./futures.ts";

export const [FuturesContext, useFutures, useFuturesState] = sharedLater<FuturesState, Futures>("scenarios");
