export interface NetworkCalls {
  /** All that were traced. */
  readonly watched: number;
  /** Lines of those that could reach another machine, or this one by an address of the network. */
  readonly network: readonly string[];
  /** Lines in which Chromium asks the system whether it has a route to the internet of version 6. Nothing is sent for it. */
  readonly routeLookups: readonly string[];
}

const reaching = /\b(?:connect|bind|sendto|sendmsg|sendmmsg)\(/;
/** The one address that Chromium looks for a route to, of a datagram socket, whose `connect` sends nothing. */
const lookup = /\bconnect\((\d+), \{sa_family=AF_INET6, sin6_port=htons\(443\), .*"2001:4860:4860::8888"/;

/** What a trace of strace says: any call that names an address of the internet. */
export function networkCallsIn(trace: string): NetworkCalls {
  const lines = trace.split("\n").filter((line) => reaching.test(line) || line.includes("socket("));
  const datagrams = new Set<string>();
  const network: string[] = [];
  const routeLookups: string[] = [];
  for (const line of lines) {
    const [pid = ""] = line.split(" ");
    const made = /\bsocket\(AF_INET6?, (\w+).*\) = (\d+)/.exec(line);
    if (made !== null) {
      if (made[1] === "SOCK_DGRAM") datagrams.add(`${pid} ${made[2]}`);
      else datagrams.delete(`${pid} ${made[2]}`);
    }
    if (!reaching.test(line) || !/\bAF_INET6?\b|\bsin6?_(?:addr|port)\b/.test(line)) continue;
    const isLookup = datagrams.has(`${pid} ${lookup.exec(line)?.[1] ?? ""}`);
    (isLookup ? routeLookups : network).push(line);
  }
  return { watched: lines.length, network, routeLookups };
}
