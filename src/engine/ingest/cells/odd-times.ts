import { readMachineStamp } from "./machine-stamp.ts";
import { periodForms, readPeriod } from "./period-text.ts";
import { indexOfShape } from "./time-shape.ts";
import { mayBeTime, plainer, withPlainDigits, wordingCount } from "./time-wording.ts";

/** What is known about one cell; {@link TimeReader} says it in fields of the same names. */
export interface ReadTime {
  /** NaN where the cell is no time. */
  readonly ms: number;
  readonly shape: number;
  readonly order: 0 | 1 | 2 | 3;
  readonly isShortYear: boolean;
  readonly isBuddhistYear: boolean;
  readonly monthName: string;
  readonly hasClock: boolean;
  readonly offsetMinutes: number;
}

const noTime: ReadTime = {
  ms: Number.NaN,
  shape: 0,
  order: 0,
  isShortYear: false,
  isBuddhistYear: false,
  monthName: "",
  hasClock: false,
  offsetMinutes: Number.NaN,
};

/** The odd ways of writing a time, counted: periods, then machines' stamps, then wordings around a plainer time. */
const machineWay = periodForms;
const firstWording = periodForms + 1;
const ways = periodForms + 1 + wordingCount;
const longestTime = 90;
const mostWordings = 3;
const mostRemembered = 4096;

/**
 * Times that are no plain date or clock. A column is mostly written in one way, so the way of the cell before is tried first,
 * and periods are repeated in every series, so cells are remembered.
 */
export class OddTimes {
  readonly #known = new Map<string, ReadTime>();
  readonly #readPlainer: (text: string) => ReadTime;
  #lastWay = 0;
  #depth = 0;

  /** @param readPlainer reads the text that is left when a wording is taken off. */
  constructor(readPlainer: (text: string) => ReadTime) {
    this.#readPlainer = readPlainer;
  }

  read(text: string): ReadTime {
    if (text.length > longestTime) return noTime;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const time = this.#search(text);
    if (this.#known.size >= mostRemembered) this.#known.clear();
    // A copy: a slice would keep the whole chunk of the file that it was cut from.
    this.#known.set(` ${text}`.slice(1), time);
    return time;
  }

  #search(text: string): ReadTime {
    if (!/\d/.test(text)) {
      const plain = withPlainDigits(text);
      return plain === null ? noTime : this.#plainer(plain);
    }
    if (!mayBeTime(text)) return noTime;
    const last = this.#inWay(text, this.#lastWay);
    if (last !== null) return last;
    for (let way = 0; way < ways; way += 1) {
      const time = this.#inWay(text, way);
      if (time === null) continue;
      this.#lastWay = way;
      return time;
    }
    return noTime;
  }

  #inWay(text: string, way: number): ReadTime | null {
    if (way >= firstWording) {
      const plain = plainer(text, way - firstWording);
      const time = plain === null ? noTime : this.#plainer(plain);
      return time.ms === time.ms ? time : null;
    }
    if (way === machineWay) {
      const stamp = readMachineStamp(text);
      return stamp === null ? null : { ...noTime, ...stamp, shape: indexOfShape(stamp.shape) };
    }
    const period = readPeriod(text, way);
    return period === null ? null : { ...noTime, ...period, shape: indexOfShape(period.shape) };
  }

  #plainer(text: string): ReadTime {
    if (this.#depth >= mostWordings) return noTime;
    this.#depth += 1;
    const time = this.#readPlainer(text);
    this.#depth -= 1;
    return time;
  }
}
