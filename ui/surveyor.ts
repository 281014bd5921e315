// The worker that carries out what the page asks of many runs: it cuts the question into surveys, keeps every hand busy, and tells
// what is known as soon as every point has some runs, then again and again until all are done.
import type { Survey, WorldKind } from "../sim/odds/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import { openLane, RUNGS, type Lane, type Pace, type Work } from "./lane.ts";
import { startHands, type HandDesk, type Task } from "./hands.ts";
import type { Answer, Curve, FromSurveyor, Question, ToSurveyor, WorldOf } from "./oddsProtocol.ts";
import { problemsOf } from "./problemsOf.ts";
import { histogramsOf, knownOf, turnOf, type SurveyFacts } from "./surveyFacts.ts";

/** Between two answers to one question; more when an answer takes long to make. */
const REST_MS = 120;
const REST_TIMES = 5;
/**
 * The first answer waits for the first few runs of every point: the longer it takes, for the fewer. Once a newer question waits, a
 * sketch will do: that one has waited for this one's answer before it begins to wait for its own.
 */
const ENOUGH: readonly { readonly fromMs: number; readonly rungs: number }[] = [
  { fromMs: 80, rungs: 1 },
  { fromMs: 40, rungs: 3 },
  { fromMs: 0, rungs: RUNGS.length },
];
const SKETCH = 1;
/** The first answer waits no longer for those that are simulated request by request, and not at all once a newer question waits. */
const PATIENCE_MS = 180;
/** Of each point, where requests are simulated: they are dear. */
const RUNS_OF_REQUESTS = { here: 400, curve: 100 } as const;
/** Hands lost one after the other, with no batch done between: another would be lost too. */
const MAX_LOSSES = 3;

type Post = (message: FromSurveyor) => void;

/** A lane, and what is remembered of it. */
interface Known {
  readonly key: string;
  readonly lane: Lane;
  /** Milliseconds of hands. */
  spent: number;
}

interface Asked {
  readonly ask: number;
  readonly here: Lane;
  readonly curves: readonly Lane[];
  /** In the order in which each gets its first runs. */
  readonly lanes: readonly Known[];
  readonly known: SurveyFacts;
  readonly curve: Curve | null;
  readonly from: number;
  /** Whether a newer question waits. */
  isHurried: boolean;
  /** Whether it has been answered at all. */
  isTold: boolean;
}

/** Where the candidate turns bad on a curve. */
interface Turn {
  readonly lane: number;
  readonly story: string;
  readonly set: Answer["turn"];
}

/** What runs of a story were found to take. */
interface Paces extends Readonly<Record<WorldKind, Pace>> {
  readonly story: string;
}

/** @returns what to do with a message from the page */
export function startSurveyor(
  hire: () => HandDesk,
  size: number,
  post: Post,
): (message: ToSurveyor) => void {
  let asked: Asked | null = null;
  let lanes: readonly Known[] = [];
  let paces: Paces = freshPaces("");
  let ids = 0;
  let restUntil = 0;
  let losses = 0;
  let turn: Turn | null = null;
  const hands = startHands(hire, size, next);

  function laneOf(survey: Survey, ranks: readonly number[], world: WorldKind): Known {
    const key = JSON.stringify(survey);
    const kept = lanes.find((lane) => lane.key === key);
    if (kept !== undefined) return kept;
    const lane = openLane(++ids, survey, ranks, world === "counts", paces[world]);
    return { key, lane, spent: 0 };
  }

  function begin(ask: number, { here, curve }: Question): Asked {
    const known = knownOf(here);
    const { worlds } = known;
    const story = JSON.stringify([here.document, here.strategies]);
    if (paces.story !== story) paces = freshPaces(story);
    const every = worlds.every(({ world }) => world === "counts");
    const own = every
      ? laneOf(here, [0], "counts")
      : laneOf(few(here, RUNS_OF_REQUESTS.here), [0], "requests");
    const curves = curve === null ? [] : apart(curve, worlds, laneOf);
    const counted = curves.filter(({ lane }) => lane.isCounted);
    const others = curves.filter(({ lane }) => !lane.isCounted);
    return {
      ask,
      here: own.lane,
      curves: curves.map(({ lane }) => lane),
      lanes: every ? [own, ...counted] : [...counted, own, ...others],
      known,
      curve,
      from: performance.now(),
      isHurried: false,
      isTold: false,
    };
  }

  function hear(message: ToSurveyor): void {
    if (message.kind === "cancel") {
      if (message.ask === asked?.ask) asked = null;
      return;
    }
    if (message.kind === "hurry") {
      if (message.ask === asked?.ask) asked.isHurried = true;
      return tell();
    }
    const { ask, question } = message;
    try {
      asked = begin(ask, question);
    } catch (error) {
      asked = null;
      return post({ kind: "problems", ask, problems: problemsOf(error) });
    }
    ({ lanes } = asked);
    post({ kind: "begun", ask, worlds: asked.known.worlds });
    restUntil = 0;
    hands.wake();
    tell();
  }

  function next(): Task | null {
    if (asked === null) return null;
    for (const rung of RUNGS.keys())
      for (const known of asked.lanes) {
        const work = known.lane.first(rung);
        if (work !== null) return taskOf(known, work);
      }
    for (const known of inTurn(asked.lanes)) {
      const work = known.lane.next();
      if (work !== null) return taskOf(known, work);
    }
    return null;
  }

  function taskOf(known: Known, { batch, accept, giveBack }: Work): Task {
    const { id, survey } = known.lane;
    return {
      id,
      survey,
      batch,
      done(done) {
        losses = 0;
        known.spent += done.ms;
        accept(done);
        // Once the hand has something to do: an answer may take longer than a batch.
        queueMicrotask(tell);
      },
      failed(problems) {
        // What nobody asks for any more is no fault of what is asked now.
        if (asked?.lanes.includes(known) === true) refuse(problems);
      },
      lost(why) {
        giveBack();
        if (++losses < MAX_LOSSES) return;
        losses = 0;
        const said = why === "" ? "" : ` (${why})`;
        refuse([{ path: "", message: `the simulation stopped unexpectedly${said}` }]);
      },
    };
  }

  function refuse(problems: readonly Problem[]): void {
    if (asked !== null) post({ kind: "problems", ask: asked.ask, problems });
    asked = null;
    lanes = [];
  }

  function tell(): void {
    if (asked === null || !isReady(asked)) return;
    const over = asked.lanes.every(({ lane }) => lane.isOver);
    const from = performance.now();
    if (!over && from < restUntil) return;
    const answer = { ...answerOf(asked), turn: turnIn(asked, over) };
    post({ kind: "answer", ask: asked.ask, over, answer });
    asked.isTold = true;
    const now = performance.now();
    restUntil = now + Math.max(REST_MS, REST_TIMES * (now - from));
    if (over) asked = null;
  }

  /** Not yet with the first answer, which is waited for: till then as it was in this story. */
  function turnIn({ curve, curves, isTold }: Asked, over: boolean): Answer["turn"] {
    const [lane] = curves;
    if (curve === null || lane === undefined) return null;
    const story = JSON.stringify(curve.survey.document);
    if (turn?.lane !== lane.id && (isTold || over))
      turn = { lane: lane.id, story, set: turnOf(curve) };
    return turn?.story === story ? turn.set : null;
  }

  return hear;
}

function freshPaces(story: string): Paces {
  return { story, counts: { ms: null }, requests: { ms: null } };
}

/** Strategies that are counted, and the others: those would keep them waiting. */
function apart(
  { survey, ranks }: Curve,
  worlds: readonly WorldOf[],
  open: (survey: Survey, ranks: readonly number[], world: WorldKind) => Known,
): Known[] {
  const kinds = [
    ["counts", survey],
    ["requests", few(survey, RUNS_OF_REQUESTS.curve)],
  ] as const;
  return kinds.flatMap(([kind, part]) => {
    const those = worlds.filter(({ world }) => world === kind);
    if (those.length === 0) return [];
    return [open({ ...part, strategies: those.map(({ strategy }) => strategy) }, ranks, kind)];
  });
}

/** The least sure first; where some are dear, each has its share of the time, or the others would wait for those. */
function inTurn(lanes: readonly Known[]): Known[] {
  if (lanes.every(({ lane }) => lane.isCounted))
    return lanes.toSorted((a, b) => b.lane.doubt - a.lane.doubt);
  return lanes.toSorted((a, b) => a.spent - b.spent);
}

function few(survey: Survey, runs: number): Survey {
  return { ...survey, runs: Math.min(survey.runs, runs) };
}

function isReady({ here, lanes, from, isHurried }: Asked): boolean {
  const waited = performance.now() - from;
  const enough = ENOUGH.find(({ fromMs }) => waited >= fromMs)!;
  const rungs = isHurried ? SKETCH : enough.rungs;
  const isLate = isHurried || waited >= PATIENCE_MS;
  const ready = lanes.every(({ lane }) => lane.climbed >= rungs || (isLate && !lane.isCounted));
  return ready && here.runs > 0;
}

function answerOf({ here, curves, lanes, known }: Asked): Omit<Answer, "turn"> {
  const { worlds, verdict, name, duration } = known;
  return {
    worlds,
    verdict,
    here: here.odds(name),
    curves: curves.map((lane) => lane.odds(name)),
    histograms: histogramsOf(here.pile(0), duration),
    runs: lanes.reduce((sum, { lane }) => sum + lane.runs, 0),
    share: lanes.reduce((least, { lane }) => Math.min(least, lane.runs / lane.total), 1),
  };
}
