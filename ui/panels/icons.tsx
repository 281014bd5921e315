// Small drawn signs. Drawn, because a font that lacks one shows a box.
import type { ReactElement, ReactNode } from "react";
import { CheckDot, FlagSign } from "../charts/signs.tsx";
import type { Decision, Outcome } from "../../sim/results/types.ts";
import type { Reading } from "../protocol.ts";
import type { Theme } from "../store.ts";

type Status = Reading["fields"][number]["status"];

function Icon({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <svg className="icon-sign" width={14} height={14} viewBox="-8 -8 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}

export function OutcomeIcon({ outcome }: { readonly outcome: Outcome }): ReactElement {
  return (
    <Icon>
      {outcome === "running" ? (
        <path className="stroke" d="M-5 0H4M1-4 5 0 1 4" />
      ) : (
        <FlagSign kind={outcome} />
      )}
    </Icon>
  );
}

/** The lowest first. */
export function RankIcon(): ReactElement {
  return (
    <svg className="icon-sign" width={8} height={8} viewBox="-4 -4 8 8" aria-hidden="true">
      <path d="M0-3 3.5 3h-7z" />
    </svg>
  );
}

const flagKinds: Partial<Record<Decision["kind"], Exclude<Outcome, "running">>> = {
  promote: "promoted",
  rollback: "rolledBack",
  pause: "paused",
};

export function DecisionIcon({ decision }: { readonly decision: Decision }): ReactElement {
  const { kind, measure } = decision;
  const flag = flagKinds[kind];
  return (
    <Icon>
      {measure !== undefined && kind === "check" ? (
        <CheckDot verdict={measure.verdict} colour="var(--muted)" />
      ) : flag !== undefined ? (
        <FlagSign kind={flag} />
      ) : (
        <circle r={2} fill="var(--muted)" />
      )}
    </Icon>
  );
}

/** A tick, a dash, and a triangle: told apart without colour. */
const statusSigns: Readonly<Record<Status, string>> = {
  modelled: "M-5 0-2 3.5 5-4",
  ignored: "M-5 0H5",
  unsupported: "M0-5.5 6 5H-6zM0-1.5V1.5M0 3V3.4",
};

export function StatusIcon({ status }: { readonly status: Status }): ReactElement {
  return (
    <Icon>
      <path className={`stroke ${status}`} d={statusSigns[status]} />
    </Icon>
  );
}

export function CloseIcon(): ReactElement {
  return (
    <Icon>
      <path className="stroke" d="M-4-4 4 4M4-4-4 4" />
    </Icon>
  );
}

export function PlayIcon({ playing }: { readonly playing: boolean }): ReactElement {
  return (
    <Icon>
      <path d={playing ? "M-5-5h3.5v10H-5zM1.5-5H5v10H1.5z" : "M-4-6 6 0-4 6z"} />
    </Icon>
  );
}

export function DownIcon(): ReactElement {
  return (
    <Icon>
      <path className="stroke" d="M-4-2 0 2 4-2" />
    </Icon>
  );
}

/** A disc: half filled follows the system, empty is light, full is dark. */
export function ThemeIcon({ theme }: { readonly theme: Theme }): ReactElement {
  return (
    <Icon>
      <circle className="stroke" r={5.5} />
      {theme === "dark" && <circle r={5.5} />}
      {theme === "auto" && <path d="M0-5.5a5.5 5.5 0 0 1 0 11z" />}
    </Icon>
  );
}
