// A plan of one's own: pasted, opened or dropped; what is wrong with it, or what was understood, as one types; then rehearsed.
import { useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { withFiles } from "../files.ts";
import { counted } from "../format.ts";
import { strategyName } from "../names.ts";
import type { PlanProblem, Reading } from "../protocol.ts";
import { answer, rehearseDraft, useLab, write } from "../store.ts";
import { CloseIcon } from "./icons.tsx";
import { PlanEditor } from "./PlanEditor.tsx";
import { closePlan, DIALOG, goTo, openPlan } from "./planText.ts";
import { LineButton, Understanding } from "./Understanding.tsx";

export function OwnPlan(): ReactElement {
  const text = useLab((lab) => lab.draft?.text ?? "");
  const reading = useLab(({ read }) => read?.reading ?? null);
  const fresh = useLab(({ read, draft }) => read !== null && read.plan === draft);
  const empty = text.trim() === "";
  const ready = fresh && !empty && reading !== null && isReady(reading);
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

function isReady({ problems, asks }: Reading): boolean {
  return problems.length === 0 && asks.every(({ why }) => why === null);
}

function told(reading: Reading | null): string {
  if (reading === null) return "Reading…";
  const { problems, asks, summary, outlook, notes } = reading;
  const open = asks.filter(({ why }) => why !== null).length;
  if (problems.length > 0) return counted(problems.length, "problem", "problems");
  if (open > 0) return `${counted(open, "question", "questions")} to answer`;
  const told = outlook.length + notes.length;
  return `Ready: ${counted(summary.length, "rollout", "rollouts")}, ${counted(told, "note", "notes")}`;
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
      {problems.length > 0 && <Problems problems={problems} />}
      {isReady(reading) && <Understanding reading={reading} onLine={(line) => goTo(line, 1)} />}
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
  const { line, column, document, path, message } = problem;
  const place = [line === null ? "" : `line ${line}, column ${column ?? 1}`, document];
  const what = (
    <>
      <span className="place">{place.filter((part) => part !== "").join(" · ")}</span>
      {path !== "" && <code>{path}: </code>}
      {message}
    </>
  );
  if (line === null) return <p>{what}</p>;
  return (
    <button type="button" onClick={() => goTo(line, column ?? 1)}>
      {what}
    </button>
  );
}

/** The same question that `--metric NAME=errorRate` answers at the command line. */
function Asks({ asks }: Pick<Reading, "asks">): ReactElement {
  const metrics = useLab((lab) => lab.draft?.metrics);
  return (
    <section className="asks">
      <h3>What does it measure?</h3>
      <ul>
        {asks.map(({ metric, line, why, assumed, choices }) => (
          <li key={metric}>
            <label>
              <code>{metric}</code>
              <select
                value={(metrics && Object.hasOwn(metrics, metric) && metrics[metric]) || ""}
                onChange={(event) => answer(metric, event.currentTarget.value)}
              >
                <option value="">{assumed === null ? "choose…" : `assumed: ${assumed}`}</option>
                <Choices choices={choices.filter(({ fixed }) => !fixed)} />
                <optgroup label="Nothing the lab knows">
                  <Choices choices={choices.filter(({ fixed }) => fixed)} />
                </optgroup>
              </select>
            </label>
            {why !== null && (
              <p className="hint">
                {why} {line !== null && <LineButton line={line} onLine={(at) => goTo(at, 1)} />}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Choices({ choices }: Pick<Reading["asks"][number], "choices">): ReactElement[] {
  return choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
