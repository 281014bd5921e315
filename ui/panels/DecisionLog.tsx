// What was decided, when and why, over all strategies. Picking a line puts the time cursor there and tells its numbers.
import { useId, useMemo, useState, type KeyboardEvent, type ReactElement } from "react";
import { inks, plainInk, type Ink } from "../colours.ts";
import { duration as inWords } from "../format.ts";
import { entries, type Entry } from "../log.ts";
import { strategyName } from "../names.ts";
import { pick, setAt, shownPicture, useLab, type Picture } from "../store.ts";
import { DecisionIcon } from "./icons.tsx";
import { useRested } from "./useRested.ts";
import { kindWords } from "./ReasonCard.tsx";

/** Lines shown before "more" is asked for. */
const SHOWN = 200;

export function DecisionLog(): ReactElement | null {
  const picture = useRested(useLab(shownPicture));
  return picture === null ? null : <Log picture={picture} />;
}

function Log({ picture }: { readonly picture: Picture }): ReactElement {
  const { runs } = picture.comparison;
  const [asked, setAsked] = useState<string | null>(null);
  const [inFull, setInFull] = useState(false);
  const [shown, setShown] = useState(SHOWN);
  const of = runs.some((run) => run.strategy === asked) ? asked : null;
  const lines = useMemo(() => entries(runs, of, inFull), [runs, of, inFull]);
  const colours = useMemo(() => inks(picture.facts.strategies), [picture]);
  return (
    <section aria-labelledby="log-title" className="log">
      <div className="group-head">
        <h2 id="log-title">Decisions</h2>
        <Filters
          strategies={runs.map((run) => run.strategy)}
          of={of}
          onOf={setAsked}
          inFull={inFull}
          onInFull={setInFull}
        />
      </div>
      {lines.length === 0 && (
        <p className="hint">Nothing was decided: these strategies only serve.</p>
      )}
      <ol onKeyDown={moveFocus}>
        {lines.slice(0, shown).map((entry, i) => (
          <Line
            key={`${entry.strategy} ${entry.index}`}
            entry={entry}
            ink={colours.get(entry.strategy) ?? plainInk}
            first={i === 0}
          />
        ))}
      </ol>
      {lines.length > shown && (
        <button type="button" className="quiet" onClick={() => setShown(shown + SHOWN)}>
          {lines.length - shown} more
        </button>
      )}
    </section>
  );
}

function Filters(props: {
  readonly strategies: readonly string[];
  readonly of: string | null;
  readonly onOf: (strategy: string | null) => void;
  readonly inFull: boolean;
  readonly onInFull: (on: boolean) => void;
}): ReactElement {
  const id = useId();
  return (
    <div className="filters">
      <label htmlFor={`${id}-checks`} className="inline">
        <input
          id={`${id}-checks`}
          type="checkbox"
          checked={props.inFull}
          onChange={(event) => props.onInFull(event.currentTarget.checked)}
        />
        in full
      </label>
      <label className="visually-hidden" htmlFor={`${id}-of`}>
        Decisions of
      </label>
      <select
        id={`${id}-of`}
        value={props.of ?? ""}
        onChange={(event) => props.onOf(event.currentTarget.value || null)}
      >
        <option value="">all strategies</option>
        {props.strategies.map((strategy) => (
          <option key={strategy} value={strategy}>
            {strategyName(strategy)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Line(props: {
  readonly entry: Entry;
  readonly ink: Ink;
  readonly first: boolean;
}): ReactElement {
  const { entry, ink, first } = props;
  const { decision, strategy, index, checks } = entry;
  const from = checks[0] ?? decision;
  return (
    <li className={decision.kind}>
      <button
        type="button"
        tabIndex={first ? 0 : -1}
        onClick={() => {
          setAt(decision.at);
          pick({ strategy, decision: index });
        }}
      >
        <span className="log-time">{inWords(from.at)}</span>
        <span className="log-what">
          <DecisionIcon decision={decision} />{" "}
          <strong style={{ color: ink.text }}>{strategyName(strategy)}</strong>{" "}
          <span className="log-kind">
            {checks.length > 0
              ? `${kindWords(decision, checks.length)}, until ${inWords(decision.at)}`
              : kindWords(decision)}
          </span>
          <span className="log-reason">{decision.reason}</span>
        </span>
      </button>
    </li>
  );
}

/** One tab stop for the list; arrows walk it. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[Math.min(buttons.length - 1, Math.max(0, to))]?.focus();
}
