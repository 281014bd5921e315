// Users harmed, switched and returned, against a count from the whole history of every user.
import { describe, expect, test } from "vitest";
import { People } from "../../sim/results/people.ts";
import { simulate } from "../../sim/simulate.ts";
import { stream } from "../../sim/random/streams.ts";
import { scenarioOf } from "../worlds.ts";

/** Users who met more than one version, and those sent back to one they had left. */
function count(history: ReadonlyMap<number, readonly number[]>) {
  let switched = 0;
  let returned = 0;
  for (const met of history.values()) {
    if (new Set(met).size > 1) switched++;
    const stays = met.filter((version, i) => version !== met[i - 1]);
    if (new Set(stays).size < stays.length) returned++;
  }
  return { switchedUsers: switched, returnedUsers: returned };
}

/** Nothing is lost. */
const LOG = { hears: () => true };

describe.each([2, 3, 32, 33, 64])("%i versions", (versions) => {
  test("switched and returned users are those of their histories", () => {
    const draw = stream(versions, "test");
    const people = new People(500, versions, LOG);
    const history = new Map<number, number[]>();
    for (let i = 0; i < 2000; i++) {
      const user = Math.floor(draw() * 500);
      const version = Math.floor(draw() * versions);
      if (people.met[user] !== version + 1) people.meet(user, version); // as the loops do
      history.set(user, [...(history.get(user) ?? []), version]);
    }
    const { switchedUsers, returnedUsers } = people;
    expect({ switchedUsers, returnedUsers }).toEqual(count(history));
    expect(returnedUsers).toBeGreaterThan(0);
    expect(returnedUsers).toBeLessThan(switchedUsers);
  });
});

test("each user is enrolled once, in the first version they meet since; anew begins anew", () => {
  const draw = stream(9, "test");
  const people = new People(500, 3, LOG);
  const plain = new People(500, 3, LOG);
  let first = new Map<number, number>();
  let everEnrolled = 0;
  for (let i = 0; i < 3000; i++) {
    if (i === 700 || i === 1900) {
      people.enroll();
      first = new Map();
    }
    const user = Math.floor(draw() * 500);
    const version = Math.floor(draw() * draw() * 3);
    for (const each of [people, plain])
      if (each.met[user] !== version + 1) each.meet(user, version);
    if (i >= 700 && !first.has(user)) first.set(user, version);
    const counts = [0, 1, 2].map((v) => [...first.values()].filter((met) => met === v).length);
    expect([...people.enrolled]).toEqual(counts);
    everEnrolled = Math.max(everEnrolled, first.size);
  }
  expect(everEnrolled).toBeGreaterThan(400);
  expect([...plain.enrolled]).toEqual([0, 0, 0]);
  // who switches and returns is the same, enrolled or not
  expect(people.switched).toEqual(plain.switched);
  expect(people.returned).toEqual(plain.returned);
  expect(people.returnedUsers).toBeGreaterThan(0);
});

test("a user the log does not hear of is enrolled nowhere, then or later", () => {
  const people = new People(10, 2, { hears: (user, version) => user >= 4 || version === 0 });
  people.enroll();
  for (let user = 0; user < 10; user++) people.meet(user, 1);
  for (let user = 0; user < 10; user++) people.meet(user, 0);
  expect([...people.enrolled]).toEqual([0, 6]);
});

test("each harmed user counts once, each harmed request always", () => {
  const people = new People(100, 2, LOG);
  for (const user of [0, 31, 32, 99, 0, 31, 0]) people.harm(user);
  expect([people.harmedRequests, people.harmedUsers]).toEqual([7, 4]);
});

describe("a ramp", () => {
  const run = (assign: string, checks: unknown[] = []) =>
    simulate(
      scenarioOf({
        duration: 600,
        traffic: { rate: 50, users: 1000 },
        versions: [{ id: "stable" }, { id: "candidate", errorRate: 0.2 }],
        strategies: [{ type: "linear", assign, step: 0.1, every: 50, checks }],
      }),
      "linear",
    );

  test("by user moves each one way: everybody switches once, nobody returns", () => {
    const { outcome, switchedUsers, returnedUsers } = run("user");
    expect([outcome, returnedUsers]).toEqual(["promoted", 0]);
    // all but the few per cent who never met stable, or were never seen again
    expect(switchedUsers).toBeGreaterThan(850);
  });

  test("by request sends them to and fro", () => {
    expect(run("request").returnedUsers).toBeGreaterThan(900);
  });

  test("that is rolled back sends back those who had moved, and no others", () => {
    const checks = [{ metric: "errorRate", max: 0.1, of: "candidate", delay: 200, every: 200 }];
    const { outcome, switchedUsers, returnedUsers, harmedUsers } = run("user", checks);
    expect(outcome).toBe("rolledBack");
    // at most 50% had been moved; who met the candidate first and stable later switched, and did not return
    expect(switchedUsers).toBeGreaterThan(200);
    expect(switchedUsers).toBeLessThan(550);
    expect(returnedUsers).toBeGreaterThan(0.6 * switchedUsers);
    expect(returnedUsers).toBeLessThan(switchedUsers);
    expect(harmedUsers).toBeLessThan(switchedUsers);
  });
});
