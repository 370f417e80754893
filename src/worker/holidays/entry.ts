/** The holidays utility process: loads the calendars of the world, which take 40 MB, for as long as somebody asks. */
import type { FromHolidays, ToHolidays } from "#contract/worker";
import { toPlainError } from "#domain/errors";
import { holidaysOf, placesOf } from "./calendars.ts";
import { parentPort } from "#worker/runtime";

const port = parentPort();

function post(message: FromHolidays): void {
  port.postMessage(message);
}

port.on("message", (event) => {
  const message = event.data as ToHolidays;
  if (message.type === "stop") process.exit(0);
  // The one catch: whatever goes wrong is answered under its id, and the process lives on.
  try {
    if (message.type === "places") post({ type: "places", id: message.id, places: placesOf() });
    else post({ type: "holidays", id: message.id, holidays: holidaysOf(message.place, message.from, message.to) });
  } catch (error) {
    post({ type: "failed", id: message.id, error: toPlainError(error) });
  }
});

post({ type: "ready" });
