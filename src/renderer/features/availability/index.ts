export { type Availability, createAvailability } from "./availability.ts";
export { AvailabilityButton } from "./availability-button.tsx";
export { AvailabilityPage } from "./availability-page.tsx";
export { AvailabilityContext } from "./context.ts";
