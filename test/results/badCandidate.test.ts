// What makes a candidate bad, by its true rates: `acceptable` first, and without it the value it loses.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { badCandidate } from "../../sim/results/badCandidate.ts";

interface Parts {
  stable?: object;
  candidate?: object;
  [field: string]: unknown;
}

function verdict({ stable = {}, candidate = {}, ...rest }: Parts) {
  return badCandidate(
    parseScenario({
      name: "x",
      duration: 1000,
      traffic: { rate: 10 },
      versions: [
        { id: "old", errorRate: 0.1, ...stable },
        { id: "new", errorRate: 0.1, ...candidate },
      ],
      strategies: [{ type: "stay" }],
      ...rest,
    }),
  );
}

describe("without `acceptable`", () => {
  test("a loss up to a tenth above stable's own is tolerated, exactly", () => {
    expect(verdict({ candidate: { errorRate: 0.11 } }).bad).toBe(false);
    expect(verdict({ candidate: { errorRate: 0.1101 } }).bad).toBe(true);
    expect(verdict({ candidate: { errorRate: 0.05 } }).bad).toBe(false);
    expect(verdict({ candidate: { errorRate: 0.3 } }).reason).toBe(
      "value 70% < 89% (stable's 90% less 10% of its loss)",
    );
  });

  test("a stable version without loss tolerates none", () => {
    const perfect = { stable: { errorRate: 0 } };
    expect(verdict({ ...perfect, candidate: { errorRate: 0 } }).bad).toBe(false);
    expect(verdict({ ...perfect, candidate: { errorRate: 0.0001 } }).bad).toBe(true);
  });

  test("value counts conversions under that objective, and time-outs always", () => {
    const worse = { stable: { reward: 0.5 }, candidate: { reward: 0.3 } };
    expect(verdict(worse).bad).toBe(false);
    expect(verdict({ ...worse, objective: "reward" }).bad).toBe(true);
    const slow = { candidate: { latency: { p50: "20s", p99: "60s" } } };
    expect(verdict(slow).bad).toBe(true);
  });
});

describe("`acceptable`", () => {
  const errorRate = (limit: object, candidate: number) =>
    verdict({ acceptable: { errorRate: limit }, candidate: { errorRate: candidate } });

  test("stands in place of the default", () => {
    expect(errorRate({ max: 0.5 }, 0.3).bad).toBe(false);
    expect(errorRate({ max: 0.05 }, 0.06).bad).toBe(true);
  });

  test("absolute, over stable, times stable: the limit itself passes", () => {
    expect(errorRate({ max: 0.2 }, 0.2).bad).toBe(false);
    expect(errorRate({ over: 0.005 }, 0.105).bad).toBe(false);
    expect(errorRate({ over: 0.005 }, 0.1051).bad).toBe(true);
    expect(errorRate({ times: 1.2 }, 0.12).bad).toBe(false);
    expect(errorRate({ times: 1.2 }, 0.121).bad).toBe(true);
    expect(errorRate({ times: 1.2 }, 0.15).reason).toBe(
      "error rate 15% > 12% (stable's 10% times 1.2)",
    );
  });

  test("reward must not be below its limits", () => {
    const reward = (limit: object, candidate: number) =>
      verdict({
        acceptable: { reward: limit },
        stable: { reward: 0.4 },
        candidate: { reward: candidate },
      }).bad;
    expect(reward({ min: 0.3 }, 0.3)).toBe(false);
    expect(reward({ min: 0.3 }, 0.29)).toBe(true);
    expect(reward({ times: 0.9 }, 0.36)).toBe(false);
    expect(reward({ times: 0.9 }, 0.35)).toBe(true);
    expect(reward({ over: 0.01 }, 0.405)).toBe(true);
  });

  test("p99 latency, in seconds or times stable's", () => {
    const latencyP99 = (limit: object) =>
      verdict({
        acceptable: { latencyP99: limit },
        stable: { latency: { p50: "80ms", p99: "400ms" } },
        candidate: { latency: { p50: "80ms", p99: "500ms" } },
      });
    expect(latencyP99({ max: "510ms" }).bad).toBe(false);
    expect(latencyP99({ max: "490ms" }).bad).toBe(true);
    expect(latencyP99({ times: 1.3 }).bad).toBe(false);
    expect(latencyP99({ times: 1.2 }).bad).toBe(true);
    expect(latencyP99({ over: "90ms" }).reason).toBe(
      "p99 latency 500 ms > 490 ms (stable's 400 ms + 90 ms)",
    );
  });

  test("every broken limit is told, and only those", () => {
    const { bad, reason } = verdict({
      acceptable: { errorRate: { max: 0.05 }, reward: { min: 0.9 }, latencyP99: { max: "1s" } },
      candidate: { reward: 0.5 },
    });
    expect(bad).toBe(true);
    expect(reason).toBe("error rate 10% > 5%; reward 50% < 90%");
  });
});

describe("weighted by traffic", () => {
  const acceptable = { errorRate: { max: 0.2 } };

  test("over the time it could serve: a change for a tenth of it counts a tenth", () => {
    const worse = (errorRate: number) =>
      verdict({
        acceptable,
        changes: [{ at: 500, for: 100, version: "new", set: { errorRate } }],
      }).reason;
    expect(worse(0.6)).toBe("error rate 15% <= 20%");
    // A ramp holds k/60 after step k of 60: its mean is 59/120 of the way.
    const ramp = verdict({
      acceptable,
      changes: [{ at: 0, over: 1000, version: "new", set: { errorRate: 0.7 } }],
    });
    expect(ramp.reason).toBe("error rate 39.5% > 20%");
    const late = verdict({
      acceptable,
      changes: [{ at: 1000, version: "new", set: { errorRate: 1 } }],
    });
    expect(late.reason).toBe("error rate 10% <= 20%");
  });

  test("by the shape of the traffic, and by the arrivals of a trace", () => {
    const changes = [{ at: 500, version: "new", set: { errorRate: 0.5 } }];
    // One to three between the ends: 1/3 of a request's weight before the middle is (1 + 2)/2 against (2 + 3)/2.
    const shaped = {
      rate: 10,
      shape: [
        [0, 1],
        [1000, 3],
      ],
    };
    expect(verdict({ acceptable, changes, traffic: shaped }).reason).toBe("error rate 35% > 20%");
    const times = [
      ...Array.from({ length: 90 }, (_, i) => i),
      500,
      ...Array(9).fill(900),
    ] as number[];
    const traced = { trace: { times } };
    expect(verdict({ acceptable, changes, traffic: traced }).reason).toBe("error rate 14% <= 20%");
  });

  test("by segment", () => {
    const traffic = {
      rate: 10,
      segments: [
        { id: "eu", share: 0.25 },
        { id: "us", share: 0.75 },
      ],
    };
    const candidate = { bySegment: { eu: { errorRate: 0.5 } } };
    expect(verdict({ acceptable, traffic, candidate }).reason).toBe("error rate 20% <= 20%");
  });
});

test("one version is nothing to roll out", () => {
  const { bad } = badCandidate(
    parseScenario({
      name: "x",
      duration: 10,
      traffic: { rate: 1 },
      versions: [{ id: "only", errorRate: 1 }],
      strategies: [{ type: "stay" }],
    }),
  );
  expect(bad).toBe(false);
});
