// What was understood of a plan: its rollouts, what a reader should know of it, and what became of every field.
import { useState, type ReactElement } from "react";
import type { Reading } from "../protocol.ts";
import { StatusIcon } from "./icons.tsx";

type Status = Reading["fields"][number]["status"];

interface Props {
  readonly reading: Reading;
  /** Shows a line of the text. */
  readonly onLine: (line: number) => void;
}

export function Understanding({ reading, onLine }: Props): ReactElement {
  const { summary, outlook, notes, fields, assumed } = reading;
  return (
    <div className="understanding">
      <ul className="rollouts">
        {summary.map((line) => (
          <Rollout key={line} line={line} />
        ))}
      </ul>
      {outlook.length + notes.length > 0 && (
        <section>
          <h3>Notes on the plan</h3>
          <NoteList outlook={outlook} notes={notes} onLine={onLine} />
        </section>
      )}
      {fields.length > 0 && <FieldTable fields={fields} onLine={onLine} />}
      {assumed.length > 0 && (
        <section>
          <h3>Assumed, for no manifest says it</h3>
          <dl className="assumed">
            {assumed.map(({ path, name, value }) => (
              <div key={path}>
                <dt title={path}>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

/** "Rollout ranker: canary, 8 steps": who it is stands out. */
function Rollout({ line }: { readonly line: string }): ReactElement {
  const [who = "", ...rest] = line.split(": ");
  return (
    <li>
      <strong>{who}</strong>
      {rest.length > 0 && `: ${rest.join(": ")}`}
    </li>
  );
}

/** What a reader should know of the plan, though nothing is wrong with it. */
export function NoteList(
  props: Pick<Reading, "outlook" | "notes"> & Pick<Props, "onLine">,
): ReactElement {
  const { outlook, notes, onLine } = props;
  if (outlook.length + notes.length === 0) return <p className="hint">Nothing stands out.</p>;
  return (
    <ul className="plan-notes">
      {outlook.map((text) => (
        <li key={text}>{text}</li>
      ))}
      {notes.map(({ text, line }) => (
        <li key={`${line} ${text}`}>
          {text} {line !== null && <LineButton line={line} onLine={onLine} />}
        </li>
      ))}
    </ul>
  );
}

export function LineButton(
  props: { readonly line: number } & Omit<Props, "reading">,
): ReactElement {
  const { line, onLine } = props;
  return (
    <button type="button" className="line-link" onClick={() => onLine(line)}>
      line {line}
    </button>
  );
}

const meanings: Readonly<Record<Status, string>> = {
  unsupported: "left out, and that changes something",
  modelled: "part of the scenario",
  ignored: "left out, and no outcome depends on it",
};
/** What needs a reader's eye first. */
const order: readonly Status[] = ["unsupported", "modelled", "ignored"];

function FieldTable(props: Pick<Reading, "fields"> & Omit<Props, "reading">): ReactElement {
  const { fields, onLine } = props;
  const groups = order
    .map((status) => ({ status, rows: fields.filter((field) => field.status === status) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <section>
      <h3>
        {fields.length} {fields.length === 1 ? "field" : "fields"}
      </h3>
      {groups.map(({ status, rows }) => (
        <details key={status} className="fields" open={status === "unsupported"}>
          <summary>
            <StatusIcon status={status} />{" "}
            <strong>
              {rows.length} {status}
            </strong>
            : {meanings[status]}
          </summary>
          <Rows rows={rows} onLine={onLine} />
        </details>
      ))}
    </section>
  );
}

const SHOWN = 200;

function Rows({ rows, onLine }: { readonly rows: Reading["fields"] } & Omit<Props, "reading">) {
  const [shown, setShown] = useState(SHOWN);
  return (
    <>
      <ul>
        {rows.slice(0, shown).map(({ line, document, path, says }) => (
          <li key={`${document} ${path} ${line}`}>
            <code title={document}>{path === "" ? document : path}</code>
            <LineButton line={line} onLine={onLine} />
            <p>{says}</p>
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <button type="button" className="quiet" onClick={() => setShown(shown + SHOWN)}>
          {rows.length - shown} more
        </button>
      )}
    </>
  );
}
