import { expect, test } from "vitest";
import { networkCallsIn } from "./network-calls.ts";

const probe =
  '{sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:4860:4860::8888", &sin6_addr), sin6_scope_id=0}, 28) = 0';

test("sockets of the machine itself are watched and reach nothing", () => {
  const trace = [
    "7 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 5",
    '7 connect(5, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X1"}, 20) = 0',
    "7 sendmsg(5, {msg_name=NULL, msg_namelen=0}, 0) = 8",
    "7 +++ exited with 0 +++",
  ].join("\n");
  expect(networkCallsIn(trace)).toEqual({ watched: 3, network: [] });
});

test.each([
  '7 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
  '7 sendto(5, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 1',
  '7 bind(5, {sa_family=AF_INET6, sin6_port=htons(0), inet_pton(AF_INET6, "::", &sin6_addr)}, 28) = 0',
  "7 sendmsg(5, {msg_name={sa_family=AF_INET, sin_port=htons(443)}, msg_namelen=16}, 0) = 1",
  // Chromium's look for a route to the internet of version 6, before it resolves a name: it sends nothing, and is not made for nothing.
  `7 socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = 5\n7 connect(5, ${probe}`,
])("%s is a call to a network", (trace) => {
  expect(networkCallsIn(trace).network).toHaveLength(1);
});
