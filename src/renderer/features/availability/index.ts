export { type Availability, createAvailability } from "./availability.ts";
export { AvailabilityButton } from "./availability-button.tsx";
export { availabilityPage } from "./later.ts";
export { AvailabilityContext } from "./context.ts";
