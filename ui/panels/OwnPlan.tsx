// A plan of one's own: pasted, opened or dropped; what is wrong with it, or what was understood, as one types; then rehearsed.
import { useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { withFiles } from "../files.ts";
import { strategyName } from "../names.ts";
import type { PlanProblem, Reading } from "../protocol.ts";
import { answer, rehearseDraft, useLab, write } from "../store.ts";
import { CloseIcon } from "./icons.tsx";
import { PlanEditor } from "./PlanEditor.tsx";
import { closePlan, DIALOG, goTo, openPlan } from "./planText.ts";
import { Understanding } from "./Understanding.tsx";

export function OwnPlan(): ReactElement {
  const text = useLab((lab) => lab.draft?.text ?? "");
  const reading = useLab(({ read }) => read?.reading ?? null);
  const fresh = useLab(({ read, draft }) => read !== null && read.plan === draft);
  const empty = text.trim() === "";
  const ready = fresh && !empty && reading !== null && reading.problems.length === 0;
  const marked = useMemo(
    () => new Set(reading?.problems.flatMap(({ line }) => line ?? [])),
    [reading],
  );
  return (
    <dialog id={DIALOG} className="own" aria-labelledby="own-title">
      <header>
        <h2 id="own-title">Your own plan</h2>
        <p className="hint">
          Manifests of Argo Rollouts, Flagger, KServe or Kubernetes, or a scenario. Nothing leaves
          your browser.
        </p>
        <button type="button" className="icon quiet" aria-label="Close" onClick={closePlan}>
          <CloseIcon />
        </button>
      </header>
      <div className="own-body">
        <div className="own-write">
          <Files empty={empty} />
          <PlanEditor marked={marked} ready={ready} />
        </div>
        <div
          className={fresh || empty ? "own-read" : "own-read stale"}
          role="region"
          aria-label="What was understood"
        >
          {empty ? <Examples /> : reading !== null && <Answer reading={reading} />}
        </div>
      </div>
      <footer>
        <p role="status">{empty ? "" : told(fresh ? reading : null)}</p>
        <button
          type="button"
          className="primary"
          disabled={!ready}
          onClick={() => {
            rehearseDraft();
            closePlan();
          }}
        >
          Rehearse it
        </button>
      </footer>
    </dialog>
  );
}

function told(reading: Reading | null): string {
  if (reading === null) return "Reading…";
  const { problems, asks, summary, notes } = reading;
  const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  if (problems.length > asks.length) return counted(problems.length, "problem");
  if (problems.length > 0) return `${counted(asks.length, "metric")} to tell the meaning of`;
  return `Ready: ${counted(summary.length, "rollout")}, ${counted(notes.length, "note")}`;
}

/** Opens files, and takes those that are dropped anywhere on the page. */
function Files({ empty }: { readonly empty: boolean }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [refused, refuse] = useState("");
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") === true) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      openPlan();
      void take(files).then(refuse);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return (
    <div className="own-files">
      <button type="button" onClick={() => input.current?.click()}>
        Open files…
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept=".yaml,.yml,.json"
        hidden
        onChange={({ currentTarget }) => {
          void take([...(currentTarget.files ?? [])]).then(refuse);
          // The same file again is another choice.
          currentTarget.value = "";
        }}
      />
      <span className="hint">or drop them here</span>
      <span className="spring" />
      {!empty && (
        <button type="button" className="quiet" onClick={() => write({ text: "", metrics: {} })}>
          Clear
        </button>
      )}
      {refused !== "" && (
        <p className="wrong" role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}

/** @returns why nothing was taken; "" when it was */
async function take(files: readonly File[]): Promise<string> {
  const made = await withFiles(useLab.getState().draft?.text ?? "", files);
  if ("refused" in made) return made.refused;
  write(made);
  return "";
}

function Examples(): ReactElement {
  const examples = useLab((lab) => lab.examples);
  return (
    <>
      <h3>Paste a manifest, or try one of ours</h3>
      <ul className="examples">
        {examples.map(({ id, says, text }) => (
          <li key={id}>
            <button type="button" onClick={() => write({ text, metrics: {} })}>
              <span className="story-title">{strategyName(id)}</span>
              <span className="story-question">{says}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Answer({ reading }: { readonly reading: Reading }): ReactElement {
  const { problems, asks } = reading;
  return (
    <>
      {asks.length > 0 && <Asks asks={asks} />}
      {problems.length > 0 ? (
        <Problems problems={problems} />
      ) : (
        <Understanding reading={reading} onLine={(line) => goTo(line, 1)} />
      )}
    </>
  );
}

const SHOWN = 50;

function Problems({ problems }: { readonly problems: readonly PlanProblem[] }): ReactElement {
  return (
    <section>
      <h3>{problems.length === 1 ? "One problem" : `${problems.length} problems`}</h3>
      <ol className="plan-problems">
        {problems.slice(0, SHOWN).map((problem, i) => (
          <li key={i}>
            <Problem problem={problem} />
          </li>
        ))}
      </ol>
      {problems.length > SHOWN && <p className="hint">and {problems.length - SHOWN} more</p>}
    </section>
  );
}

function Problem({ problem }: { readonly problem: PlanProblem }): ReactElement {
  const { line, column, path, message } = problem;
  const what = (
    <>
      {path !== "" && <code>{path}</code>} <span>{message}</span>
    </>
  );
  if (line === null) return <p>{what}</p>;
  return (
    <button type="button" onClick={() => goTo(line, column ?? 1)}>
      <span className="place">
        line {line}, column {column ?? 1}
      </span>
      {what}
    </button>
  );
}

/** The same question `--metric NAME=errorRate` answers at the command line. */
function Asks({ asks }: Pick<Reading, "asks">): ReactElement {
  const metrics = useLab((lab) => lab.draft?.metrics);
  return (
    <section>
      <h3>What do these metrics measure?</h3>
      <ul className="asks">
        {asks.map(({ metric, why, measures }) => (
          <li key={metric}>
            <label>
              <code>{metric}</code>{" "}
              <select
                value={(metrics && Object.hasOwn(metrics, metric) && metrics[metric]) || ""}
                onChange={(event) => answer(metric, event.currentTarget.value)}
              >
                <option value="">choose…</option>
                {measures.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
            <span className="hint">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
