// What can be changed: how bad the candidate is, the traffic, the seed, and which strategies meet it.
import { useMemo, useState, type ReactElement } from "react";
import { knobs, mainKnob } from "../knobs.ts";
import { clearEdits, useLab } from "../store.ts";
import { Problems } from "./Problems.tsx";
import { Seed } from "./Seed.tsx";
import { Slider } from "./Slider.tsx";
import { Strategies } from "./Strategies.tsx";

export function Controls(): ReactElement {
  const written = useLab((lab) => lab.written);
  const edits = useLab((lab) => lab.view.edits);
  const [open, setOpen] = useState(false);
  const all = useMemo(
    () => (written === null ? [] : knobs(written.facts, edits)),
    [written, edits],
  );
  const elsewhere = useMemo(() => all.flatMap((knob) => knob.paths), [all]);
  const rewarded = written?.facts.objective === "reward";
  const first = mainKnob(all, written?.facts.objective ?? "success");
  return (
    <aside className="controls" aria-label="Controls" data-open={open || undefined}>
      <Problems elsewhere={elsewhere} />
      {first !== undefined && (
        <>
          <section aria-label="Candidate" className="control-group">
            <div className="group-head">
              <h2>{rewarded ? "How good is the candidate?" : "How bad is the candidate?"}</h2>
              <Reset edited={Object.keys(edits).length > 0} />
              <button
                type="button"
                className="sheet-handle"
                aria-expanded={open}
                aria-controls="more-controls"
                onClick={() => setOpen(!open)}
              >
                {open ? "Fewer controls" : "All controls"}
              </button>
            </div>
            <Slider knob={first} big />
          </section>
          <div id="more-controls" className="more-controls">
            <section aria-label="Candidate and traffic" className="control-group">
              {all
                .filter((knob) => knob !== first)
                .map((knob) => (
                  <Slider key={knob.id} knob={knob} />
                ))}
              <Seed />
            </section>
            <Strategies />
          </div>
        </>
      )}
    </aside>
  );
}

function Reset({ edited }: { readonly edited: boolean }): ReactElement {
  return (
    <button type="button" className="quiet reset" disabled={!edited} onClick={clearEdits}>
      Reset
    </button>
  );
}
