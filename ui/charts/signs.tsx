// The shapes of what happened. Shape carries the meaning; colour only helps.
import type { ReactElement } from "react";
import type { Flag, Verdict } from "./events.ts";

/** ▲ promoted, ▼ rolled back, ❚❚ paused, centred on the origin. */
export function FlagSign({ kind }: { readonly kind: Flag["kind"] }): ReactElement {
  if (kind === "paused")
    return <path className="sign paused" d="M-4.5-5.5h3v11h-3zM1.5-5.5h3v11h-3z" />;
  const d = kind === "promoted" ? "M0-6.5 6.5 5h-13z" : "M0 6.5 6.5-5h-13z";
  return <path className={`sign ${kind}`} d={d} />;
}

/** Hollow passed, solid failed, half inconclusive, a cross for no data. */
export function CheckDot(props: {
  readonly verdict: Verdict;
  readonly colour: string;
}): ReactElement {
  const { verdict, colour } = props;
  const r = 3.2;
  if (verdict === "error")
    return <path className="check-cross" d="M-3-3 3 3M3-3-3 3" stroke={colour} />;
  if (verdict === "fail") return <circle className="check-fail" r={r + 0.4} />;
  return (
    <>
      <circle className="check-ring" r={r} stroke={colour} />
      {verdict === "inconclusive" && <path d={`M0-${r}A${r} ${r} 0 0 1 0 ${r}z`} fill={colour} />}
    </>
  );
}
