// Flagger's webhooks, as what they do to a rollout: a test passes or not, a gate opens some time, a load generator sends requests.
import * as z from "zod";
import { plain, percent } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration, id, rate, share } from "../scenario/units.ts";
import { approval, type Person } from "./spec.ts";
import type { Actions, Plan } from "./types.ts";

const name = z.string().min(1).max(100).optional().describe("What the log calls it.");

const load = z.strictObject({
  type: z.literal("load").describe("A load generator that the rollout hook starts."),
  rate: rate.describe("Requests per second it sends, from the first tick that checks metrics on."),
  target: z
    .enum(["candidate", "stable", "split"])
    .default("candidate")
    .describe('Whom it asks; "split" is whoever live requests go to.'),
  segment: id
    .optional()
    .describe("Whose requests it imitates; by default those of users of every segment."),
  name,
});

const gate = z.strictObject({
  type: z.literal("gate").describe("A hook that holds the rollout, without failing it."),
  on: z
    .enum(["confirm-rollout", "confirm-traffic-increase", "confirm-promotion"])
    .default("confirm-promotion")
    .describe("What it holds."),
  opens: duration
    .optional()
    .describe("When, after the start. Without it the operator opens it, or nobody."),
  name,
});

const test = z.strictObject({
  type: z.literal("test").describe("A hook that passes or fails each time it is called."),
  on: z
    .enum(["pre-rollout", "rollout", "rollback", "post-rollout"])
    .default("rollout")
    .describe("When it is called. A rollback hook that passes rolls back."),
  passes: share.prefault(1).describe("How often it passes."),
  name,
});

export const webhooks = z
  .array(z.discriminatedUnion("type", [load, gate, test]))
  .max(100)
  .prefault([]);

export type Webhook = z.output<typeof webhooks>[number];
type Gate = Extract<Webhook, { type: "gate" }>;
type Load = Extract<Webhook, { type: "load" }>;
type Test = Extract<Webhook, { type: "test" }>;

/** Requests per second of all load generators together. */
export function loadOf(list: readonly Webhook[]): number {
  return list.reduce((sum, hook) => (hook.type === "load" ? sum + hook.rate : sum), 0);
}

/** A hook that did not pass, as a sentence. */
type Failure = string;

export interface Hooks {
  /** Whether every gate of this kind is open; the first that is not holds. */
  open(on: Gate["on"], now: Seconds, act: Actions): boolean;
  /** Calls the tests of this kind, in order, until one fails. */
  call(on: "pre-rollout" | "post-rollout", act: Actions): Failure | undefined;
  /** Calls the rollout's hooks in order, until a test fails: load generators start here. */
  rollout(act: Actions): Failure | undefined;
  /** The first rollback hook that passes, which asks for a rollback. */
  rollback(): string | undefined;
  /** Load generators stop: nobody starts them anew. */
  rest(act: Actions): void;
}

export function hooks(
  list: readonly Webhook[],
  { at, operator }: { readonly at: Seconds; readonly operator: Person | null },
  plan: Plan,
): Hooks {
  const tests = list.filter((hook) => hook.type === "test").map((hook, i) => dice(hook, i, plan));
  const gates = list
    .filter((hook) => hook.type === "gate")
    .map((hook) => ({ on: hook.on, gate: holding(hook, at, operator) }));
  const loads = loading(
    list.filter((hook) => hook.type === "load"),
    plan,
  );

  const call = (on: Test["on"]): Failure | undefined => {
    for (const test of tests) if (test.on === on && !test.passes()) return test.failed;
    return undefined;
  };

  return {
    open: (on, now, act) => gates.every(({ on: of, gate }) => of !== on || gate(now, act)),
    call(on, act) {
      const failed = call(on);
      const called = tests.filter((test) => test.on === on).map(({ name }) => name);
      if (failed === undefined && called.length > 0) act.note(`${called.join(", ")} passed`);
      return failed;
    },
    rollout(act) {
      loads.start(act);
      return call("rollout");
    },
    rollback: () => tests.find((test) => test.on === "rollback" && test.passes())?.name,
    rest: loads.stop,
  };
}

/** A test with luck of its own, so that it disturbs nobody else's. */
function dice({ on, passes, name }: Test, index: number, plan: Plan) {
  const luck = plan.random(`webhook/${index}`);
  const called = `the ${on} test${name === undefined ? "" : ` ${name}`}`;
  return {
    on,
    name: called,
    passes: () => luck() < passes,
    failed: `${called} failed (it passes ${percent(passes)} of the time)`,
  };
}

/** Whether a gate is open, asked at each tick: it holds from the first time it is not. */
function holding({ on, opens, name }: Gate, at: Seconds, operator: Person | null) {
  const called = `the ${on} gate${name === undefined ? "" : ` ${name}`}`;
  let opensAt: Seconds | undefined = opens === undefined ? undefined : at + opens;
  let held = false;
  return (now: Seconds, act: Actions): boolean => {
    opensAt ??= approval(operator, now);
    const open = now >= opensAt;
    if (!open && !held) {
      const who = opens === undefined ? "waits for a person" : "is closed";
      act.pause(`${called} ${who}`, undefined, opens === undefined ? undefined : opensAt);
    }
    if (open && held) act.resume(`${called} is open`);
    held = !open;
    return open;
  };
}

/** Load generators: all start and stop together, and those that ask and imitate the same are one. */
function loading(list: readonly Load[], plan: Plan) {
  const loads: { target: Load["target"]; segment: string | undefined; rate: number }[] = [];
  for (const { target, segment, rate } of list) {
    const same = loads.find((load) => load.target === target && load.segment === segment);
    if (same === undefined) loads.push({ target, segment, rate });
    else same.rate += rate;
  }
  const idOf = (target: "candidate" | "stable") => plan.versions[plan[target]]!.id;
  let running = false;
  const send = (on: boolean, act: Actions) => {
    if (running === on) return;
    running = on;
    for (const { target, segment, rate } of loads) {
      const whom = target === "split" ? "whoever serves" : idOf(target);
      const like = segment === undefined ? "" : ` like those of ${segment}`;
      const requests = `${plain(rate)} ${rate === 1 ? "request" : "requests"} a second${like}`;
      const what = on
        ? `a load generator sends ${whom} ${requests}: they enter the metrics, too`
        : `the load generator sends ${whom} no more requests${like}`;
      const index = plan.segments.findIndex(({ id }) => id === segment);
      const to = target === "split" ? target : plan[target];
      act.load(to, on ? rate : 0, what, segment === undefined ? undefined : index);
    }
  };
  return {
    start: (act: Actions) => send(true, act),
    stop: (act: Actions) => send(false, act),
  };
}
