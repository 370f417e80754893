/** What Plotly reads as wall clock: a text without offset stands as it is, a number would be taken in the machine's own zone. */
export function plotlyTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}
