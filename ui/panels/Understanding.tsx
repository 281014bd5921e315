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
  const { summary, fields, assumed } = reading;
  return (
    <div className="understanding">
      <section>
        <h3>Understood</h3>
        <ul className="rollouts">
          {summary.map((line) => (
            <Rollout key={line} line={line} />
          ))}
        </ul>
      </section>
      <PlanNotes reading={reading} onLine={onLine} />
      {fields.length > 0 && <FieldTable fields={fields} onLine={onLine} />}
      {assumed.length > 0 && (
        <section>
          <h3>Assumed, for no manifest says it</h3>
          <dl className="assumed">
            {assumed.map(({ path, value }) => (
              <div key={path}>
                <dt>{path}</dt>
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

export function PlanNotes({ reading, onLine }: Props): ReactElement | null {
  const { notes } = reading;
  if (notes.length === 0) return null;
  return (
    <section>
      <h3>Notes on the plan</h3>
      <ul className="plan-notes">
        {notes.map(({ text, line }) => (
          <li key={`${line} ${text}`}>
            {text} {line !== null && <LineButton line={line} onLine={onLine} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LineButton({ line, onLine }: { readonly line: number } & Omit<Props, "reading">) {
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
      <table>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">field</th>
            <th scope="col">what became of it</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map(({ line, document, path, status, says }) => (
            <tr key={`${document} ${path} ${line}`}>
              <th scope="row">
                <code title={document}>{path === "" ? document : path}</code>{" "}
                <LineButton line={line} onLine={onLine} />
              </th>
              <td>
                <span className="visually-hidden">{status}: </span>
                {says}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <button type="button" className="quiet" onClick={() => setShown(shown + SHOWN)}>
          {rows.length - shown} more
        </button>
      )}
    </>
  );
}
