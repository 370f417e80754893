/** Main and the holidays process, which knows the calendars of the world. */
import type { AppError } from "#domain/errors";
import type { Holiday, HolidayPlace } from "#domain/influence";

export type ToHolidays =
  /** Of all years from the first to the last, both included. @see HolidayPlace for `place` */
  | {
      readonly type: "holidays";
      readonly id: number;
      readonly place: string;
      readonly from: number;
      readonly to: number;
    }
  /** Countries and their regions. */
  | { readonly type: "places"; readonly id: number }
  | { readonly type: "stop" };

export type FromHolidays =
  | { readonly type: "ready" }
  /** In the order of their days. */
  | { readonly type: "holidays"; readonly id: number; readonly holidays: readonly Holiday[] }
  /** In the order of their names. */
  | { readonly type: "places"; readonly id: number; readonly places: readonly HolidayPlace[] }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };
