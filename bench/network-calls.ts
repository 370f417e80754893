export interface NetworkCalls {
  /** All that were traced. */
  readonly watched: number;
  /** Lines of those that could reach another machine, or this one by an address of the network. */
  readonly network: readonly string[];
}

const reaching = /\b(?:connect|bind|sendto|sendmsg|sendmmsg)\(/;
const internet = /\bAF_INET6?\b|\bsin6?_(?:addr|port)\b/;

/** What a trace of strace says: any call that names an address of the internet, also where it would send nothing. */
export function networkCallsIn(trace: string): NetworkCalls {
  const lines = trace.split("\n").filter((line) => reaching.test(line) || line.includes("socket("));
  return { watched: lines.length, network: lines.filter((line) => reaching.test(line) && internet.test(line)) };
}
