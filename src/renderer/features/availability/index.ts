export { availabilityPage, laterAvailability } from "./later.ts";
export { AvailabilityContext } from "./context.ts";
