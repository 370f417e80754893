/**
 * Where the wall clock of a dataset's times hangs: `UTC`, a fixed offset from it (`+02:00`), or the IANA name of a zone, whose
 * rules say how far it is from UTC. `null`: nobody says.
 */
export type TimeZone = string | null;
