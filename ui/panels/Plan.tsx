// Beside the outcome of a plan of one's own: what its author should know of it, and how it was understood.
import type { ReactElement } from "react";
import { packed } from "../plan.ts";
import { useLab } from "../store.ts";
import { goTo, openPlan } from "./planText.ts";
import { NoteList, Understanding } from "./Understanding.tsx";

export function Plan(): ReactElement | null {
  const reading = useLab((lab) => lab.written?.reading ?? null);
  const plan = useLab((lab) => lab.view.plan);
  const picture = useLab((lab) => (lab.picture?.order.plan === plan ? lab.picture : null));
  if (plan === null) return null;
  const onLine = (line: number): void => {
    openPlan();
    goTo(line, 1);
  };
  return (
    <section aria-labelledby="plan-title" className="plan">
      <div className="group-head">
        <h2 id="plan-title">Notes on the plan</h2>
        <button type="button" onClick={openPlan}>
          Edit the plan
        </button>
      </div>
      {reading !== null && (
        <NoteList
          outlook={picture?.outlook ?? reading.outlook}
          notes={reading.notes}
          onLine={onLine}
        />
      )}
      {packed(plan) === null && (
        <p className="hint">
          This plan is too long for a link: this tab keeps it, but “Copy link” cannot.
        </p>
      )}
      {reading !== null && (
        <details className="lesson">
          <summary>What was understood</summary>
          <Understanding reading={{ ...reading, outlook: [], notes: [] }} onLine={onLine} />
        </details>
      )}
    </section>
  );
}
