export interface Series {
  readonly name: string;
  /** 24 has another of 168 beside it. */
  readonly season: number;
  readonly history: Float64Array;
  readonly actuals: Float64Array;
}
/** One method's answer; what it has depends on the method. */
export interface Answer {
  readonly mean?: readonly number[];
  readonly width80?: number;
  readonly width95?: number;
  readonly in80?: number;
  readonly in95?: number;
  /** Of moving averages: the means by window, from the shortest. */
  readonly windows?: readonly (number | readonly number[])[];
  /** p d q P D Q */
  readonly order?: readonly number[];
  readonly method?: string;
  readonly aicc?: number;
}
export interface Order {
  readonly order: readonly number[];
  readonly constant: boolean;
  readonly loglik: number;
  readonly aicc: number;
}
export interface Reference {
  readonly name: string;
  readonly methods: Readonly<Record<string, Answer>>;
  /** Log-likelihoods of exponential smoothing: "MAdM". */
  readonly forms?: Readonly<Record<string, number | null>>;
  readonly orders?: readonly Order[];
}
/** By the series' names. */
export type Answers = ReadonlyMap<string, Reference>;
export interface Packages {
  readonly r: Answers;
  readonly statsforecast: Answers;
}
export declare function readSeries(): readonly Series[];
/** Mostly zeros: for the methods of intermittent demand, and nothing else. */
export declare function isDemand(values: Float64Array): boolean;
/** @throws Error where a package was not asked about one of the series */
export declare function referencesOf(series: readonly Series[]): {
  readonly packages: Packages;
  readonly versions: {
    readonly r: string;
    readonly statsforecast: string;
  };
};
