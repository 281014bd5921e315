// The worker that carries out what the page asks of many runs: it cuts the question into surveys, keeps every hand busy, and tells
// what is known as soon as every point has some runs, then again and again until all are done.
import type { Survey } from "../sim/odds/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import { openLane, type Lane, type Work } from "./lane.ts";
import { startHands, type HandDesk, type Task } from "./hands.ts";
import type { Answer, FromSurveyor, Question, ToSurveyor, WorldOf } from "./oddsProtocol.ts";
import { problemsOf } from "./problemsOf.ts";
import { histogramsOf, knownOf, turnOf } from "./surveyFacts.ts";

/** Between two answers to one question; more when an answer takes long to make. */
const REST_MS = 120;
const REST_TIMES = 5;
/** An answer waits no longer for every point of its curve. */
const PATIENCE_MS = 600;
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
  readonly known: Pick<Answer, "worlds" | "verdict">;
  readonly from: number;
  /** Whether it has been answered at all. */
  isTold: boolean;
}

/** Where the candidate turns bad on a curve. */
interface Turn {
  readonly lane: number;
  readonly story: string;
  readonly set: Answer["turn"];
}

/** @returns what to do with a message from the page */
export function startSurveyor(
  hire: () => HandDesk,
  size: number,
  post: Post,
): (message: ToSurveyor) => void {
  let asked: Asked | null = null;
  let lanes: readonly Known[] = [];
  let ids = 0;
  let restUntil = 0;
  let losses = 0;
  let turn: Turn | null = null;
  const hands = startHands(hire, size, next);

  function laneOf(survey: Survey, isCounted: boolean): Known {
    const key = JSON.stringify(survey);
    const kept = lanes.find((lane) => lane.key === key);
    return kept ?? { key, lane: openLane(++ids, survey, isCounted), spent: 0 };
  }

  function begin(ask: number, { here, curve }: Question): Asked {
    const known = knownOf(here);
    const { worlds } = known;
    const every = worlds.every(({ world }) => world === "counts");
    const own = laneOf(every ? here : few(here, RUNS_OF_REQUESTS.here), every);
    const parts = curve === null ? [] : apart(curve, worlds);
    const curves = parts.map(([survey, isCounted]) => laneOf(survey, isCounted));
    const counted = curves.filter(({ lane }) => lane.isCounted);
    const others = curves.filter(({ lane }) => !lane.isCounted);
    return {
      ask,
      here: own.lane,
      curves: curves.map(({ lane }) => lane),
      lanes: [...counted, own, ...others],
      known,
      from: performance.now(),
      isTold: false,
    };
  }

  function hear(message: ToSurveyor): void {
    if (message.kind === "cancel") {
      if (message.ask === asked?.ask) asked = null;
      return;
    }
    const { ask, question } = message;
    try {
      asked = begin(ask, question);
    } catch (error) {
      asked = null;
      return post({ kind: "problems", ask, problems: problemsOf(error) });
    }
    ({ lanes } = asked);
    restUntil = 0;
    hands.wake();
    tell();
  }

  function next(): Task | null {
    if (asked === null) return null;
    for (const known of asked.lanes) {
      const work = known.lane.first();
      if (work !== null) return taskOf(known, work);
    }
    for (const known of asked.lanes.toSorted((a, b) => a.spent - b.spent)) {
      const work = known.lane.next();
      if (work !== null) return taskOf(known, work);
    }
    return null;
  }

  function taskOf(known: Known, { batch, accept, giveBack }: Work): Task {
    const { id, survey } = known.lane;
    const from = performance.now();
    return {
      id,
      survey,
      batch,
      done(rows) {
        losses = 0;
        known.spent += performance.now() - from;
        accept(rows);
        tell();
      },
      failed: (problems) => refuse(problems),
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
  function turnIn({ curves, isTold }: Asked, over: boolean): Answer["turn"] {
    const [curve] = curves;
    if (curve === undefined) return null;
    const { survey } = curve;
    const story = JSON.stringify(survey.document);
    if (turn?.lane !== curve.id && (isTold || over))
      turn = { lane: curve.id, story, set: turnOf(survey) };
    return turn?.story === story ? turn.set : null;
  }

  return hear;
}

/** Strategies that are counted, and the others: those would keep them waiting. */
function apart(survey: Survey, worlds: readonly WorldOf[]): [Survey, boolean][] {
  const of = (kind: WorldOf["world"]): string[] =>
    worlds.flatMap(({ strategy, world }) => (world === kind ? [strategy] : []));
  const [counts, requests] = [of("counts"), of("requests")];
  const both: [Survey, boolean][] = [
    [{ ...survey, strategies: counts }, true],
    [{ ...few(survey, RUNS_OF_REQUESTS.curve), strategies: requests }, false],
  ];
  return both.filter(([{ strategies }]) => strategies.length > 0);
}

function few(survey: Survey, runs: number): Survey {
  return { ...survey, runs: Math.min(survey.runs, runs) };
}

/** Once every point has runs, or, where that takes long, those that are quick. */
function isReady({ here, lanes, from }: Asked): boolean {
  const isLate = performance.now() - from > PATIENCE_MS;
  const begun = lanes.every(({ lane }) => lane.isBegun || (isLate && !lane.isCounted));
  return begun && here.told.done > 0;
}

function answerOf({ here, curves, lanes, known }: Asked): Omit<Answer, "turn"> {
  return {
    ...known,
    here: here.told.result(),
    curves: curves.map(({ told }) => told.result()),
    histograms: histogramsOf(here.told),
    runs: lanes.reduce((sum, { lane }) => sum + lane.done, 0),
    share: lanes.reduce((least, { lane }) => Math.min(least, lane.share), 1),
  };
}
