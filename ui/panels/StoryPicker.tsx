// The gallery: every scenario by its question. Stories are links, so the back button and a new tab do what they do everywhere.
import { useRef, type KeyboardEvent, type ReactElement } from "react";
import { blankView, linkTo, OWN, type View } from "../link.ts";
import { DownIcon } from "./icons.tsx";
import { openPlan } from "./planText.ts";
import { pickScenario, useLab } from "../store.ts";

export function StoryPicker(): ReactElement {
  const tales = useLab((lab) => lab.tales);
  const current = useLab((lab) => lab.view.scenario);
  const look = useLab((lab) => lab.view.look);
  const written = useLab((lab) => lab.written);
  const panel = useRef<HTMLElement>(null);
  const title = written?.facts.name ?? tales.find((tale) => tale.id === current)?.title ?? "…";
  return (
    <>
      <button type="button" className="picker" popoverTarget="stories">
        <span className="picker-what">Scenario</span> {title} <DownIcon />
      </button>
      <nav
        id="stories"
        ref={panel}
        popover="auto"
        className="stories"
        aria-label="Scenarios"
        onToggle={(event) => {
          if (event.newState === "open")
            panel.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
        }}
        onKeyDown={moveFocus}
      >
        <ul>
          {tales.map((tale) => (
            <li key={tale.id}>
              <a
                href={addressOf(tale.id, look)}
                aria-current={tale.id === current ? "page" : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  pickScenario(tale.id);
                  panel.current?.hidePopover();
                }}
              >
                <span className="story-title">{tale.title}</span>
                <span className="story-question">{tale.question}</span>
              </a>
            </li>
          ))}
        </ul>
        <button
          type="button"
          className="story-own"
          aria-current={current === OWN ? "page" : undefined}
          onClick={() => {
            panel.current?.hidePopover();
            openPlan();
          }}
        >
          <span className="story-title">Your own: paste a manifest…</span>
          <span className="story-question">
            Argo Rollouts, Flagger, KServe, a Deployment, or a scenario of yours
          </span>
        </button>
      </nav>
    </>
  );
}

/** A whole address: what begins with `#` is taken for a way to another place of this page. */
function addressOf(scenario: string, look: View["look"]): string {
  return new URL(linkTo({ ...blankView(scenario), look }), window.location.href).href;
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a, button")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, to))]?.focus();
}
