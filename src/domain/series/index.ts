/** What a regular series is, and the rules that hold for every one. */
export { areCounts, wholeQuantiles } from "./counts.ts";
export { formatFrequency, isSameFrequency, parseFrequency, type Frequency, type FrequencyUnit } from "./frequency.ts";
