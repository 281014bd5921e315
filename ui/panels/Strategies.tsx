// Which strategies are compared. Each keeps its colour in every line, row and word of the page.
import { useMemo, type ReactElement } from "react";
import type { StrategySpec } from "../../sim/scenario/types.ts";
import { inks, plainInk, type Ink } from "../colours.ts";
import { strategyName } from "../names.ts";
import { parameters } from "../parameters.ts";
import { setSpot, toggleStrategy, useLab } from "../store.ts";

const none: readonly StrategySpec[] = [];
const unread: readonly unknown[] = [];

export function Strategies(): ReactElement {
  const specs = useLab((lab) => lab.written?.facts.strategies ?? none);
  const texts = useLab((lab) => lab.written?.strategies ?? unread);
  const chosen = useLab((lab) => lab.view.strategies);
  const colours = useMemo(() => inks(specs), [specs]);
  return (
    <fieldset className="control-group strategies">
      <legend>Strategies</legend>
      {specs.map((spec, i) => (
        <Choice
          key={spec.id}
          spec={spec}
          text={texts[i]}
          ink={colours.get(spec.id) ?? plainInk}
          chosen={chosen === null || chosen.includes(spec.id)}
        />
      ))}
    </fieldset>
  );
}

function Choice(props: {
  readonly spec: StrategySpec;
  /** As the scenario writes it. */
  readonly text: unknown;
  readonly ink: Ink;
  readonly chosen: boolean;
}): ReactElement {
  const { spec, text, ink, chosen } = props;
  const rows = useMemo(() => parameters(text), [text]);
  return (
    <div
      className="strategy"
      onPointerEnter={() => setSpot(spec.id)}
      onPointerLeave={() => setSpot(null)}
    >
      <label>
        <input
          type="checkbox"
          checked={chosen}
          style={{ accentColor: ink.line }}
          onChange={() => toggleStrategy(spec.id)}
          onFocus={() => setSpot(spec.id)}
          onBlur={() => setSpot(null)}
        />
        <Swatch ink={ink} />
        <span title={spec.id}>{strategyName(spec.id)}</span>
      </label>
      {rows.length > 0 && (
        <details>
          <summary aria-label={`Parameters of ${strategyName(spec.id)}`}>parameters</summary>
          <dl>
            {rows.map(({ name, lines }) => (
              <div
                key={name}
                className={lines.length > 1 || name.length + lines[0]!.length > 30 ? "long" : ""}
              >
                <dt>{name}</dt>
                {lines.map((line, i) => (
                  <dd key={i}>{line}</dd>
                ))}
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

/** A piece of the strategy's line: its colour and its dashes. */
export function Swatch({ ink }: { readonly ink: Ink }): ReactElement {
  return (
    <svg className="swatch" width={18} height={10} aria-hidden="true">
      <line
        x1={1}
        x2={17}
        y1={5}
        y2={5}
        stroke={ink.line}
        strokeWidth={3}
        strokeDasharray={ink.dash}
      />
    </svg>
  );
}
