import { sharedStore } from "#renderer/context";
import type { Availability, AvailabilityState } from "./availability.ts";

export const [AvailabilityContext, useAvailability, useAvailabilityState] = sharedStore<
  AvailabilityState,
  Availability
>("data over time");
