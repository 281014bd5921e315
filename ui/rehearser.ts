// The worker's half of the page: reads a scenario, rehearses it in chunks, and answers. Between chunks it listens, so a run can be
// cancelled; what it cannot read or run comes back as problems, never as a crash.
import { readScenario, readText, setInDocument } from "../sim/parse.ts";
import { fields } from "../sim/scenario/document.ts";
import { ScenarioError, type Problem } from "../sim/scenario/problem.ts";
import type { Scenario } from "../sim/scenario/types.ts";
import { rehearse, type Rehearsal } from "../sim/simulate.ts";
import { LimitError } from "../sim/world/limit.ts";
import type { Facts, FromWorker, Order, Tale, ToWorker } from "./protocol.ts";

/** How long a chunk should take: short enough to cancel at once, long enough not to matter. */
const CHUNK_MS = 20;
const FIRST_CHUNK = 20_000;
/** Between two reports of progress. */
const REPORT_MS = 50;

type Post = (message: FromWorker) => void;

/**
 * @param texts the scenarios' files by id: JSON, comments allowed
 * @returns     what to do with a message from the page
 */
export function startRehearser(
  texts: Readonly<Record<string, string>>,
  post: Post,
): (message: ToWorker) => void {
  let current = 0;
  post({ kind: "gallery", tales: tales(texts) });
  return (message) => {
    if (message.kind === "cancel") {
      if (message.run === current) current = 0;
      return;
    }
    const { run, order } = message;
    current = run;
    const started = begin(texts, run, order, post);
    if (started !== null)
      carryOn(started.rehearsal, started.facts, run, () => current === run, post);
  };
}

function begin(
  texts: Readonly<Record<string, string>>,
  run: number,
  order: Order,
  post: Post,
): { rehearsal: Rehearsal; facts: Facts } | null {
  const text = texts[order.scenario];
  if (text === undefined) {
    const message = `there is no scenario "${order.scenario}" here; pick one from the list`;
    post({ kind: "problems", run, problems: [{ path: "", message }] });
    return null;
  }
  try {
    const written = readScenario(text);
    if (!written.ok) throw new ScenarioError(written.problems);
    const strategies = fields(written.document)["strategies"];
    post({
      kind: "written",
      run,
      written: {
        facts: facts(written.scenario),
        strategies: Array.isArray(strategies) ? strategies : [],
      },
    });
    const scenario = edited(written.document, order, written.scenario);
    const rehearsal = rehearse(scenario, {
      series: true,
      ...(order.strategies === null ? {} : { strategies: [...order.strategies] }),
      ...(order.seed === null ? {} : { seed: order.seed }),
    });
    return { rehearsal, facts: facts(scenario) };
  } catch (error) {
    post({ kind: "problems", run, problems: problemsOf(error) });
    return null;
  }
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
  rehearsal: Rehearsal,
  known: Facts,
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
      if (over) return post({ kind: "done", run, facts: known, comparison: rehearsal.result() });
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

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ScenarioError) return error.problems;
  if (error instanceof LimitError) return [{ path: "", message: error.message }];
  throw error;
}

function facts(scenario: Scenario): Facts {
  const { trace: _, ...traffic } = scenario.traffic;
  return { ...scenario, traffic };
}

/** Only what the files say of themselves: they are checked when they are run. */
function tales(texts: Readonly<Record<string, string>>): Tale[] {
  const told = Object.entries(texts).map(([id, text]) => {
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
  return told.sort((a, b) => first(a) - first(b));
}

function words(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
