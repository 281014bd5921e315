// Keeps what is understood in step with what is written: it is read when the typing rests, one text at a time and then the newest.
import type { FromWorker, Reading, ToWorker } from "./protocol.ts";
import type { Plan } from "./plan.ts";
import { useLab } from "./store.ts";

/** A pause in typing. */
const REST_MS = 250;

export interface Reader {
  hear(message: Extract<FromWorker, { kind: "read" }>): void;
  /** Asks again: whoever was asked is gone. */
  again(): void;
  stop(): void;
}

export function startReader(post: (message: ToWorker) => void): Reader {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let asked: { readonly draft: number; readonly plan: Plan } | null = null;
  let drafts = 0;
  /** What was being read when somebody went: once may be chance. */
  let suspect: Plan | null = null;

  function ask(): void {
    const { draft, read } = useLab.getState();
    if (asked !== null || draft === null || draft === read?.plan) return;
    if (draft.text.trim() === "") return useLab.setState({ read: null });
    asked = { draft: ++drafts, plan: draft };
    post({ kind: "read", ...asked });
  }

  const leave = useLab.subscribe(({ draft }, before) => {
    if (draft === before.draft) return;
    clearTimeout(rest);
    // What somebody chose, or another whole text, need not wait; what is typed comes letter by letter.
    const typed = Math.abs((draft?.text.length ?? 0) - (before.draft?.text.length ?? 0)) === 1;
    rest = setTimeout(ask, typed ? REST_MS : 0);
  });
  return {
    hear({ draft, reading }) {
      if (asked === null || draft !== asked.draft) return;
      const { plan } = asked;
      asked = null;
      useLab.setState({ read: { plan, reading } });
      ask();
    },
    again() {
      const plan = asked?.plan ?? null;
      asked = null;
      if (plan !== null && plan === suspect) useLab.setState({ read: { plan, reading: stopped } });
      suspect = plan;
      ask();
    },
    stop() {
      clearTimeout(rest);
      leave();
    },
  };
}

const stopped: Reading = {
  question: "",
  summary: [],
  problems: [
    {
      document: "",
      path: "",
      message: "reading it stopped unexpectedly; change something to try again",
      line: null,
      column: null,
    },
  ],
  asks: [],
  outlook: [],
  notes: [],
  fields: [],
  assumed: [],
};
