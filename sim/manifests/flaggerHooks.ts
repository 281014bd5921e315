// Flagger's webhooks as a scenario says them: load generators by their commands' flags, gates, and tests that pass unless told.
import { plain } from "../judges/wording.ts";
import type { Fields } from "../scenario/document.ts";
import { MAX_RATE } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { readLoadCommand, type LoadCommand } from "./loadCommand.ts";
import { upTo } from "./upTo.ts";
import { at, oneOf, text, wordOf, written } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";

/** What a hook may need to know of its Canary. */
export interface Around {
  readonly interval: Seconds;
  /** "podinfo": requests to it go where live ones go. */
  readonly service: string;
  /** Texts of the match conditions: a load generator that sends one of them meets the candidate. */
  readonly matched: readonly string[];
}

/** More hooks than anybody has. */
const MOST = 50;

const GATES = ["confirm-rollout", "confirm-traffic-increase", "confirm-promotion"] as const;
const TESTS = ["pre-rollout", "rollout", "post-rollout", "rollback"] as const;

/** `webhooks` of the strategy. */
export function readHooks(desk: Desk, spot: Spot, around: Around): Fields[] {
  return upTo(desk, spot, MOST)
    .map((hook) => readHook(desk, hook, around))
    .filter((hook) => hook !== undefined);
}

function readHook(desk: Desk, hook: Spot, around: Around): Fields | undefined {
  const type = at(hook, "type");
  const kind =
    type.value === "" ? "rollout" : (oneOf(desk, type, [...GATES, ...TESTS, "event"]) ?? "rollout");
  const name = text(desk, at(hook, "name"));
  const named = name === undefined || name === "" ? {} : { name: name.slice(0, 100) };
  if (kind === "event") {
    desk.mark(hook, "ignored", "tells others what happens; decides nothing");
    return undefined;
  }
  const gate = GATES.find((one) => one === kind);
  if (gate !== undefined) {
    desk.note(
      `${name ?? kind} holds until it is opened: say when by webhooks[].opens, or who by strategies[0].operator.approvesAfter; otherwise nobody opens it`,
      hook,
    );
    return { type: "gate", on: gate, ...named };
  }
  const command = written(at(hook, "metadata", "cmd")) ? at(hook, "metadata", "cmd") : undefined;
  const load = command === undefined ? undefined : readLoadCommand(wordOf(command.value));
  if (load !== undefined && kind === "rollout")
    return generator(desk, command!, load, around, named);
  const passes = kind === "rollback" ? 0 : 1;
  const what = kind === "rollback" ? "never asks for a rollback" : "passes each time";
  desk.mark(
    type.value === undefined ? hook : type,
    "modelled",
    `a ${kind} hook that ${what}: webhooks[].passes says otherwise`,
  );
  return { type: "test", on: kind, passes, ...named };
}

function generator(
  desk: Desk,
  command: Spot,
  load: LoadCommand,
  around: Around,
  named: Fields,
): Fields | undefined {
  const { tool, perSecond, lasts } = load;
  if (perSecond === null || perSecond === 0) {
    desk.mark(
      command,
      "unsupported",
      `${tool} sends as fast as it is answered: say a rate by a webhook {"type": "load", "rate"}`,
    );
    return undefined;
  }
  // The load tester starts a command again at each tick, unless it still runs.
  const busy = lasts === null || lasts >= around.interval ? 1 : lasts / around.interval;
  const rate = Math.min(MAX_RATE, perSecond * busy);
  const target = targetOf(load, around);
  const pauses = busy === 1 ? "" : `, ${plain(lasts!, 4)}s of every ${plain(around.interval, 4)}s`;
  desk.mark(
    command,
    "modelled",
    `a load generator: ${plain(perSecond, 6)} requests a second${pauses} to ${TO[target]}`,
  );
  return { type: "load", rate: rateText(rate), target, ...named };
}

/** "20/s"; the number itself when it is too small or too large to be read. */
function rateText(rate: number): string | number {
  const text = plain(rate, 6);
  return text.includes("e") ? rate : `${text}/s`;
}

type Target = "candidate" | "stable" | "split";
const TO: Readonly<Record<Target, string>> = {
  candidate: "the candidate",
  stable: "stable",
  split: "whoever serves live requests",
};

function targetOf({ host, headers }: LoadCommand, { service, matched }: Around): Target {
  const name = (host ?? "").split(/[.:/]/)[0]!;
  if (name === `${service}-canary`) return "candidate";
  if (name === `${service}-primary`) return "stable";
  const sends = headers.join("\n");
  return matched.some((word) => sends.includes(word)) ? "candidate" : "split";
}
