// The person a pause waits for: when they approve, and what becomes of a pause nobody comes for.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { approval } from "../../sim/strategies/spec.ts";
import { play } from "../contract/stage.ts";

const hour = 3600;
const day = 24 * hour;
const office = [9 * hour, 17 * hour] as const;

describe("when they approve", () => {
  test.each([
    // paused at, approvesAfter, when they approve; the run starts at midnight
    ["inside their hours: so long after the pause began", 10 * hour, 600, 10 * hour + 600],
    ["before them: from when they come", 3 * hour, 600, 9 * hour + 600],
    ["after them: from when they come on the next day", 18 * hour, 600, day + 9 * hour + 600],
    ["at the moment they come", 9 * hour, 600, 9 * hour + 600],
    ["a second before they go: first thing on the next day", 17 * hour - 1, 600, day + 9 * hour],
    ["at the moment they go, they are gone", 17 * hour, 600, day + 9 * hour + 600],
    ["due at the moment they go: on the next day", 16 * hour, hour, day + 9 * hour],
    ["days later, too", 3 * day + 20 * hour, 600, 4 * day + 9 * hour + 600],
    ["a night between does not count as work", 16 * hour, 10 * hour, day + 9 * hour],
    ["at once is a second later, so that the clock goes on", 10 * hour, 0, 10 * hour + 1],
  ])("%s", (_rule, pausedAt, approvesAfter, expected) => {
    expect(approval({ approvesAfter, onlyBetween: office }, pausedAt)).toBe(expected);
  });

  test("always there, and never", () => {
    expect(approval({ approvesAfter: 600, onlyBetween: null }, 3 * hour)).toBe(3 * hour + 600);
    expect(approval(null, 0)).toBe(Infinity);
  });

  test("hours to midnight, and from it", () => {
    const evening = { approvesAfter: 60, onlyBetween: [20 * hour, day] } as const;
    expect(approval(evening, 22 * hour)).toBe(22 * hour + 60);
    expect(approval(evening, day - 30)).toBe(day + 20 * hour);
    const morning = { approvesAfter: 60, onlyBetween: [0, 8 * hour] } as const;
    expect(approval(morning, 9 * hour)).toBe(day + 60);
  });
});

describe("a rollout that waits for them", () => {
  test("a canary paused at night goes on in the morning", () => {
    const entry = { type: "canary", at: 22 * hour, steps: [{ setWeight: 20 }, { pause: {} }] };
    const scene = { approvesAfter: 1800, onlyBetween: office, duration: 2 * day, rate: 0.1 };
    expect(play(entry, scene).transcript.split("\n")).toEqual([
      "1320:00 weight [0]: 20% of the traffic to candidate",
      "1320:00 pause [1]: waits for a person",
      "2010:00 resume [1]: a person approved", // 9:30
      "2010:00 promote: past the last step: all traffic to candidate",
    ]);
  });

  const scenario = (operator?: object) =>
    parseScenario({
      name: "paused",
      duration: "12h",
      traffic: { rate: "1/m" },
      versions: [{ id: "a" }, { id: "b" }],
      strategies: [
        {
          type: "canary",
          steps: [{ setWeight: 20 }, { pause: {} }],
          ...(operator && { operator }),
        },
        { type: "blueGreen", autoPromotion: false, ...(operator && { operator }) },
      ],
    });

  test.each(["canary", "blueGreen"])("%s: without anybody it ends paused", (type) => {
    const run = simulate(scenario(), type, 1);
    expect([run.outcome, run.decidedAtSeconds, run.version]).toEqual(["paused", null, "a"]);
  });

  test.each(["canary", "blueGreen"])("%s: with somebody it is promoted when they come", (type) => {
    const operator = { approvesAfter: "5m", onlyBetween: ["9h", "17h"] };
    const run = simulate(scenario(operator), type, 1);
    expect([run.outcome, run.decidedAtSeconds, run.version]).toEqual([
      "promoted",
      9 * hour + 300,
      "b",
    ]);
  });

  test("the run may be over before they come", () => {
    const operator = { approvesAfter: "5m", onlyBetween: ["13h", "17h"] };
    expect(simulate(scenario(operator), "canary", 1).outcome).toBe("paused");
  });
});
