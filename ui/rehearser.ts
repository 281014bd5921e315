// The worker's half of the page: reads a scenario, rehearses it in chunks, and answers. Between chunks it listens, so a run can be
// cancelled; what it cannot read or run comes back as problems, never as a crash.
import { readScenario, type ReadScenario, readText, setInDocument } from "../sim/parse.ts";
import { planNotes } from "../sim/planNotes.ts";
import { realize } from "../sim/realize.ts";
import { fields } from "../sim/scenario/document.ts";
import { ScenarioError } from "../sim/scenario/problem.ts";
import type { Scenario } from "../sim/scenario/types.ts";
import { rehearse, type Rehearsal } from "../sim/simulate.ts";
import { OWN } from "./link.ts";
import { samePlan, type Plan } from "./plan.ts";
import { readPlan, type ReadPlan } from "./planReader.ts";
import type {
  Example,
  Facts,
  FromWorker,
  Order,
  Reading,
  Tale,
  Theory,
  ToWorker,
  Written,
} from "./protocol.ts";
import { problemsOf } from "./problemsOf.ts";
import { theoryOf } from "./theory.ts";

/** How long a chunk should take: short enough to cancel at once, long enough not to matter. */
const CHUNK_MS = 20;
const FIRST_CHUNK = 20_000;
/** Between two reports of progress. */
const REPORT_MS = 50;

type Post = (message: FromWorker) => void;

/** What the worker knows without being told: texts of files, by name. */
export interface Shelf {
  /** JSON, comments allowed. */
  readonly scenarios: Readonly<Record<string, string>>;
  /** YAML. */
  readonly manifests: Readonly<Record<string, string>>;
}

/** @returns what to do with a message from the page */
export function startRehearser(shelf: Shelf, post: Post): (message: ToWorker) => void {
  let current = 0;
  const read = rememberingLast(readPlan);
  post({ kind: "gallery", tales: tales(shelf.scenarios), examples: examples(shelf.manifests) });

  async function answer({ draft, plan }: Extract<ToWorker, { kind: "read" }>): Promise<void> {
    post({ kind: "read", draft, reading: (await read(plan)).reading });
  }

  async function rehearseNew(run: number, order: Order): Promise<void> {
    current = run;
    const plan = order.plan === null ? null : await read(order.plan);
    const wanted = (): boolean => current === run;
    if (!wanted()) return post({ kind: "cancelled", run });
    const started = begin(shelf.scenarios, plan, run, order, post);
    if (started !== null) carryOn(started, run, wanted, post);
  }

  return (message) => {
    if (message.kind === "read") void answer(message).catch(raise);
    else if (message.kind === "rehearse") void rehearseNew(message.run, message.order).catch(raise);
    else if (message.run === current) current = 0;
  };
}

/** A mistake of ours ends in the worker's error event, which nobody else would hear of. */
function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** A dragged slider runs one plan many times: it is read once. */
function rememberingLast(read: (plan: Plan) => Promise<ReadPlan>): typeof read {
  let last: { readonly plan: Plan; readonly made: Promise<ReadPlan> } | null = null;
  return (plan) => {
    if (last === null || !samePlan(last.plan, plan)) last = { plan, made: read(plan) };
    return last.made;
  };
}

interface Started {
  readonly rehearsal: Rehearsal;
  readonly facts: Facts;
  readonly theory: Theory;
  readonly outlook: readonly string[];
}

function begin(
  scenarios: Shelf["scenarios"],
  plan: ReadPlan | null,
  run: number,
  order: Order,
  post: Post,
): Started | null {
  try {
    const { scenario: asWritten, document } =
      plan === null ? told(scenarios, order.scenario) : sound(plan);
    post({
      kind: "written",
      run,
      written: writtenOf(asWritten, document, plan?.reading ?? null),
    });
    const scenario = edited(document, order, asWritten);
    const rehearsal = rehearse(scenario, {
      series: true,
      ...(order.strategies === null ? {} : { strategies: [...order.strategies] }),
      ...(order.seed === null ? {} : { seed: order.seed }),
    });
    const outlook = plan === null ? [] : planNotes(scenario);
    const { scenario: certain } = realize(scenario, order.seed ?? scenario.seed);
    return { rehearsal, facts: facts(scenario), theory: theoryOf(certain), outlook };
  } catch (error) {
    post({ kind: "problems", run, problems: problemsOf(error) });
    return null;
  }
}

type Sound = Extract<ReadScenario, { ok: true }>;

/** A scenario of the gallery. @throws ScenarioError */
function told(scenarios: Shelf["scenarios"], id: string): Sound {
  if (!Object.hasOwn(scenarios, id)) {
    const message =
      id === OWN
        ? "this link carries no plan: paste it under “Your own”"
        : `there is no scenario "${id}" here; pick one from the list`;
    throw new ScenarioError([{ path: "", message }]);
  }
  return checked(readScenario(scenarios[id]));
}

/** A scenario made of a plan. @throws ScenarioError */
function sound({ reading, document }: ReadPlan): Sound {
  if (document !== undefined) return checked(readScenario(document));
  const open = reading.asks.flatMap(({ metric, line, why }) =>
    why === null ? [] : [{ path: metric, line, message: why }],
  );
  throw new ScenarioError(
    [...open, ...reading.problems].map(({ path, message, line }) => ({
      path,
      message: line === null ? message : `line ${line}: ${message}`,
    })),
  );
}

function checked(read: ReadScenario): Sound {
  if (!read.ok) throw new ScenarioError(read.problems);
  return read;
}

function writtenOf(scenario: Scenario, document: unknown, reading: Reading | null): Written {
  const { strategies } = fields(document);
  return {
    facts: facts(scenario),
    strategies: Array.isArray(strategies) ? strategies : [],
    reading,
    document,
  };
}

function edited(document: unknown, order: Order, written: Scenario): Scenario {
  const edits = Object.entries(order.edits);
  if (edits.length === 0) return written;
  const read = readScenario(
    edits.reduce((doc, [path, value]) => setInDocument(doc, path, value), document),
  );
  if (!read.ok) throw new ScenarioError(read.problems);
  return read.scenario;
}

function carryOn(
  { rehearsal, ...known }: Started,
  run: number,
  wanted: () => boolean,
  post: Post,
): void {
  let chunk = FIRST_CHUNK;
  let reported = performance.now();
  function step(): void {
    if (!wanted()) return post({ kind: "cancelled", run });
    try {
      const from = performance.now();
      const over = rehearsal.advance(Math.round(chunk));
      const now = performance.now();
      chunk = Math.max(
        1000,
        chunk * Math.min(2, Math.max(0.25, CHUNK_MS / Math.max(0.5, now - from))),
      );
      if (over) return post({ kind: "done", run, ...known, comparison: rehearsal.result() });
      if (now - reported >= REPORT_MS) {
        reported = now;
        post({ kind: "progress", run, share: rehearsal.progress, requests: rehearsal.requests });
      }
      next(step);
    } catch (error) {
      post({ kind: "problems", run, problems: problemsOf(error) });
    }
  }
  step();
}

/** After the messages that wait. A timer would wait four milliseconds more. */
function next(step: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    step();
  };
  port2.postMessage(null);
}

function facts(scenario: Scenario): Facts {
  const { trace: _, ...traffic } = scenario.traffic;
  return { ...scenario, traffic };
}

/** Only what the files say of themselves: they are checked when they are run. */
function tales(scenarios: Shelf["scenarios"]): Tale[] {
  const all = Object.entries(scenarios).map(([id, text]) => {
    const document = fields(readText(text).document);
    const story = fields(document["story"]);
    const title = words(document["name"]) ?? id;
    return {
      id,
      title,
      question: words(story["question"]) ?? title,
      lesson: words(story["lesson"]) ?? "",
      tags: Array.isArray(story["tags"]) ? story["tags"].map(String) : [],
    };
  });
  const first = (tale: Tale): number => (tale.tags.includes("start here") ? 0 : 1);
  return all.sort((a, b) => first(a) - first(b));
}

function examples(manifests: Shelf["manifests"]): Example[] {
  return Object.entries(manifests).map(([id, text]) => ({
    id,
    says: /^#\s*(.*)/.exec(text)?.[1] ?? "",
    text,
  }));
}

function words(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
