// Commands of load generators, and what their flags say.
import { describe, expect, it } from "vitest";
import { readLoadCommand } from "../../sim/manifests/loadCommand.ts";

describe("a rate", () => {
  it.each([
    // -q is a worker's: 10 requests a second from each of 2
    ["hey -z 1m -q 10 -c 2 http://podinfo-canary.test:9898/", "hey", 20, 60],
    ["hey -z 30s -q 5 http://podinfo.test/", "hey", 250, 30],
    ["hey -n 1200 -q 10 -c 2 http://podinfo.test/", "hey", 20, 60],
    ["hey -q10 -c2 -z=90s http://podinfo.test/", "hey", 20, 90],
    ["hey -z 1m -c 2 http://podinfo.test/", "hey", null, 60],
    ["/usr/local/bin/hey -z 1m -q 1 -c 1 http://a.b/", "hey", 1, 60],
    ["ghz -z 1m -q 10 -c 2 --insecure podinfo-canary.test:9898", "ghz", 20, 60],
    ["ghz --rps=40 --duration=2m podinfo:9898", "ghz", 40, 120],
    ["fortio load -qps 12.5 -t 60s -c 4 http://podinfo.test/", "fortio", 12.5, 60],
    ["fortio load http://podinfo.test/", "fortio", 8, 5],
    ["wrk -t2 -c10 -d1m http://podinfo.test/", "wrk", null, 60],
    ["wrk2 -R 100 -d30s http://podinfo.test/", "wrk2", 100, 30],
    ["echo 'GET http://a.b/' | vegeta attack -rate=25/s -duration=1m", "vegeta", 25, 60],
    ["k6 run --rps 15 --duration 1m script.js", "k6", 15, 60],
    ["k6 run script.js", "k6", null, null],
    ["ab -n 100 -c 10 http://podinfo.test/", "ab", null, null],
    ["bombardier -c 4 -r 30 -d 20s http://podinfo.test/", "bombardier", 30, 20],
  ])("%s", (command, tool, perSecond, lasts) => {
    expect(readLoadCommand(command)).toMatchObject({ tool, perSecond, lasts });
  });
});

describe("whom it asks", () => {
  it.each([
    ["hey -z 1m http://podinfo-canary.test:9898/v1?x=1", "podinfo-canary.test:9898"],
    ["ghz -z 1m podinfo-canary:9898", "podinfo-canary:9898"],
    ["hey -z 1m -H 'Host: a.b' http://podinfo/ && sleep 1", "podinfo"],
    ["k6 run script.js", null],
  ])("%s", (command, host) => {
    expect(readLoadCommand(command)?.host).toBe(host);
  });

  it("its headers, in either quotes", () => {
    const command = `hey -H 'Cookie: type=insider' -H "X-Beta: yes" http://podinfo/`;
    expect(readLoadCommand(command)?.headers).toEqual(["Cookie: type=insider", "X-Beta: yes"]);
  });
});

describe("what is none", () => {
  it.each([
    "curl -sd 'test' http://podinfo-canary.test/token | grep token",
    "grpc_health_probe -addr=podinfo-canary:9999",
    "they said hello",
    "",
    "hey ".repeat(2000),
  ])("%s", (command) => {
    expect(readLoadCommand(command)).toBeUndefined();
  });

  it("is told in time whatever is written", () => {
    const before = performance.now();
    readLoadCommand(`hey ${"'".repeat(3000)}`);
    readLoadCommand(`hey ${'"\\'.repeat(1500)}`);
    readLoadCommand(`hey ${"a".repeat(3900)}`);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
