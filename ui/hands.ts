// A few workers that each do one batch at a time, and ask for the next when they have done it. Nothing waits in a queue, so what is
// no longer wanted is at most what is under way.
import type { Batch, Survey } from "../sim/odds/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import { SURVEYS_KEPT, type Done, type FromHand, type ToHand } from "./oddsProtocol.ts";

/** As much of a Worker as is needed. */
export type HandDesk = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

export interface Task {
  /** Of its survey: a hand reads each survey once. */
  readonly id: number;
  readonly survey: Survey;
  readonly batch: Batch;
  readonly done: (done: Done) => void;
  readonly failed: (problems: readonly Problem[]) => void;
  /** Whoever had it is gone. */
  readonly lost: (why: string) => void;
}

export interface Hands {
  /** There may be work again. */
  wake(): void;
}

/** @param next  the task to do now; null when there is none */
export function startHands(hire: () => HandDesk, size: number, next: () => Task | null): Hands {
  const all = Array.from({ length: size }, () => startOne(hire, next));
  return {
    wake() {
      for (const hand of all) hand.wake();
    },
  };
}

function startOne(hire: () => HandDesk, next: () => Task | null): Hands {
  let task: Task | null = null;
  /** Surveys it has, as it forgets them. */
  let known: readonly number[] = [];
  let desk = engage();

  function engage(): HandDesk {
    const hired = hire();
    // One that was let go may still have something to say.
    hired.onmessage = (event: MessageEvent<FromHand>) => desk === hired && hear(event.data);
    hired.onerror = (event) => desk === hired && broke(event.message);
    return hired;
  }

  function post(message: ToHand): void {
    desk.postMessage(message);
  }

  function hear(message: FromHand): void {
    const answered = task;
    task = null;
    if (message.kind === "rows") answered?.done(message);
    else answered?.failed(message.problems);
    wake();
  }

  function broke(why: string): void {
    desk.terminate();
    desk = engage();
    known = [];
    const lost = task;
    task = null;
    lost?.lost(why);
    wake();
  }

  function wake(): void {
    if (task !== null) return;
    task = next();
    if (task === null) return;
    const { id, survey, batch } = task;
    if (!known.includes(id)) {
      post({ kind: "survey", id, survey });
      known = [...known, id].slice(-SURVEYS_KEPT);
    }
    post({ kind: "batch", id, batch });
  }

  return { wake };
}
