import { sharedLater } from "#renderer/context";
import type { Availability, AvailabilityState } from "./availability.ts";

export const [AvailabilityContext, useAvailability, useAvailabilityState] = sharedLater<
  AvailabilityState,
  Availability
>("data over time");
