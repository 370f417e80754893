/**
 * Layouts that are known by name. To teach Fantail another one, add an entry: how its header is recognised, which columns
 * are what, which rows count, and what the words in its number columns mean. Everything that an entry leaves out is decided
 * from evidence as for any other file, and what the user chose by hand always wins.
 */
export interface VendorProfile {
  /** Shown as the file's vendor. */
  readonly id: string;
  /** Columns that must all be there. */
  readonly header: readonly RegExp[];
  /** For record files: table and subtable, as `DISPATCH|PRICE`. */
  readonly record?: RegExp;
  readonly time?: RegExp;
  readonly ids?: readonly RegExp[];
  readonly targets?: readonly VendorTarget[];
  /** Rows of another kind (alerts, insulin, calibrations, scans) are not measurements. */
  readonly rows?: {
    readonly column: RegExp;
    /** Measurements. */
    readonly equals: RegExp;
    /** Of the other rows, calibrations of the sensor. */
    readonly calibration?: RegExp;
  };
  /** Rows in which every target is empty belong to other events and are left out. */
  readonly skipsEmptyRows?: boolean;
  /** Rows are states that hold until the next one, not measurements of their moment. */
  readonly holdsStates?: boolean;
  /** Where calibrations stand beside the measurements; such rows are shown as what they are. */
  readonly calibrations?: RegExp;
}

export interface VendorTarget {
  readonly column: RegExp;
  /** The series' name, the same for every vendor of the same quantity: equal content then has one handle. */
  readonly series?: string;
  /** Out-of-range words of a sensor and the limit that they stand for. */
  readonly words?: Readonly<Record<string, number>>;
  /** Smallest and largest number that can be a measurement; what lies outside is a code of the device. */
  readonly range?: readonly [number, number];
  /** Smallest and largest number that the sensor claims to measure; what lies there or beyond is kept and flagged. */
  readonly measures?: readonly [number, number];
}

const limitsMgDl = { low: 40, high: 400 } as const;
const limitsMmolL = { low: 2.2, high: 22.2 } as const;
/** What sensors measure by their makers' manuals; 18 mg/dL are 1 mmol/L. */
const measured = {
  usual: { mgDl: [40, 400], mmolL: [2.2, 22.2] },
  libre: { mgDl: [40, 500], mmolL: [2.2, 27.8] },
} as const;

export const vendorProfiles: readonly VendorProfile[] = [
  {
    id: "dexcom-clarity",
    header: [/^Timestamp \(YYYY-MM-DDThh:mm:ss\)$/i, /^Event Type$/i, /^Glucose Value \((?:mg\/dL|mmol\/L)\)$/i],
    time: /^Timestamp /i,
    ids: [],
    targets: [
      {
        column: /^Glucose Value \(mg\/dL\)$/i,
        series: "glucose (mg/dL)",
        words: limitsMgDl,
        measures: measured.usual.mgDl,
      },
      {
        column: /^Glucose Value \(mmol\/L\)$/i,
        series: "glucose (mmol/L)",
        words: limitsMmolL,
        measures: measured.usual.mmolL,
      },
    ],
    rows: { column: /^Event Type$/i, equals: /^EGV$/i, calibration: /^Calibration$/i },
  },
  {
    id: "libreview",
    header: [/^Device Timestamp$/i, /^Record Type$/i, /^Historic Glucose /i],
    time: /^Device Timestamp$/i,
    ids: [],
    targets: [
      {
        column: /^Historic Glucose mg\/dL$/i,
        series: "glucose (mg/dL)",
        words: limitsMgDl,
        measures: measured.libre.mgDl,
      },
      {
        column: /^Historic Glucose mmol\/L$/i,
        series: "glucose (mmol/L)",
        words: limitsMmolL,
        measures: measured.libre.mmolL,
      },
    ],
    // 0 is the sensor's own record; 1 is a scan, 6 an event.
    rows: { column: /^Record Type$/i, equals: /^0$/ },
  },
  {
    // Pump and sensor follow each other in one file, each under a line of dashes with the device's name and the same header.
    id: "medtronic-carelink",
    header: [/^Index$/i, /^Date$/i, /^Time$/i, /^Sensor Glucose \((?:mg\/dL|mmol\/L)\)$/i],
    calibrations: /^Sensor Calibration BG /i,
    time: /^Date$/i,
    ids: [],
    targets: [
      {
        column: /^Sensor Glucose \(mg\/dL\)$/i,
        series: "glucose (mg/dL)",
        words: limitsMgDl,
        measures: measured.usual.mgDl,
      },
      {
        column: /^Sensor Glucose \(mmol\/L\)$/i,
        series: "glucose (mmol/L)",
        words: limitsMmolL,
        measures: measured.usual.mmolL,
      },
    ],
    skipsEmptyRows: true,
  },
  {
    id: "nightscout",
    header: [/^dateString$/i, /^sgv$/i],
    time: /^dateString$/i,
    ids: [],
    // Below 39 stand the transmitter's error codes.
    targets: [{ column: /^sgv$/i, series: "glucose (mg/dL)", range: [39, 500] }],
    skipsEmptyRows: true,
  },
  {
    // As formats/nem12.ts writes it.
    id: "nem12",
    header: [/^NMI$/i, /^suffix$/i, /^unit$/i, /^start$/i, /^value(?: \(.+\))?$/i],
    time: /^start$/i,
    ids: [/^NMI$/i, /^suffix$/i],
    targets: [{ column: /^value/i }],
  },
  {
    id: "home-assistant",
    header: [/^entity_id$/i, /^state$/i, /^last_(?:changed|updated)$/i],
    time: /^last_(?:changed|updated)$/i,
    ids: [/^entity_id$/i],
    targets: [{ column: /^state$/i }],
    holdsStates: true,
  },
  {
    id: "aemo-price-and-demand",
    header: [/^REGION$/i, /^SETTLEMENTDATE$/i, /^TOTALDEMAND$/i, /^RRP$/i],
    time: /^SETTLEMENTDATE$/i,
    ids: [/^REGION$/i],
    targets: [{ column: /^TOTALDEMAND$/i }, { column: /^RRP$/i }],
  },
  aemoTable(/^(?:DISPATCH|TRADING)\|PRICE$/, "REGIONID", ["RRP"]),
  aemoTable(/^DREGION\|/, "REGIONID", ["TOTALDEMAND", "RRP"]),
  aemoTable(/^(?:DISPATCH|TRADING)\|REGIONSUM$/, "REGIONID", ["TOTALDEMAND"]),
  aemoTable(/^DISPATCH\|UNIT_SCADA$/, "DUID", ["SCADAVALUE"]),
  {
    id: "aemo-mms",
    header: [/^INTERVAL_DATETIME$/i, /^REGIONID$/i, /^POWER$/i],
    record: /^ROOFTOP\|ACTUAL$/,
    time: /^INTERVAL_DATETIME$/i,
    ids: [/^REGIONID$/i, /^TYPE$/i],
    targets: [{ column: /^POWER$/i }],
  },
  // Any other table of the market's data model.
  {
    id: "aemo-mms",
    header: [/^(?:SETTLEMENTDATE|INTERVAL_DATETIME)$/i],
    record: /\|/,
    time: /^(?:SETTLEMENTDATE|INTERVAL_DATETIME)$/i,
    ids: [/^REGIONID$/i, /^DUID$/i, /^INTERCONNECTORID$/i, /^(?:CONSTRAINTID|GENCONID)$/i],
  },
];

function aemoTable(record: RegExp, id: string, targets: readonly string[]): VendorProfile {
  return {
    id: "aemo-mms",
    header: [/^SETTLEMENTDATE$/i, new RegExp(`^${id}$`, "i")],
    record,
    time: /^SETTLEMENTDATE$/i,
    ids: [new RegExp(`^${id}$`, "i")],
    targets: targets.map((name) => ({ column: new RegExp(`^${name}$`, "i") })),
  };
}

/** @param record the table of a record file (`DISPATCH|PRICE`), null for every other file. */
export function findProfile(names: readonly string[], record: string | null): VendorProfile | null {
  const fits = (profile: VendorProfile): boolean => {
    if ((profile.record === undefined) !== (record === null)) return false;
    if (record !== null && profile.record?.test(record) !== true) return false;
    return profile.header.every((pattern) => names.some((name) => pattern.test(name)));
  };
  return vendorProfiles.find(fits) ?? null;
}

/** How good a table of a record file is as the default: its place in the list above, lower is better. */
export function recordRank(record: string): number {
  const rank = vendorProfiles.findIndex((profile) => profile.record?.test(record) === true);
  return rank < 0 ? vendorProfiles.length : rank;
}

/** Exports without a header line, told by the words of one column. */
const headerless: readonly { readonly names: readonly string[]; readonly column: number; readonly words: RegExp }[] = [
  {
    // Nightscout's entries.csv
    names: ["dateString", "date", "sgv", "direction", "device"],
    column: 3,
    words: /^(?:Flat|(?:FortyFive|Single|Double|Triple)(?:Up|Down)|NONE|NOT COMPUTABLE|RATE OUT OF RANGE)?$/i,
  },
];

/** @param texts per column its distinct words, empty for a column that is no text. */
export function findHeaderlessNames(width: number, texts: readonly (readonly string[])[]): readonly string[] | null {
  const found = headerless.find(({ names, column, words }) => {
    const said = texts[column] ?? [];
    // The last column may be empty in every row, and is then taken for the frame of the table.
    return (
      Math.abs(width - names.length) <= 1 && said.some((word) => word !== "") && said.every((word) => words.test(word))
    );
  });
  return found?.names ?? null;
}
