// An operator with a beat looks at nothing between: that scrapes there are not taken changes nothing that is counted or decided.
import { expect, test, vi } from "vitest";
import { compare } from "../../sim/simulate.ts";
import { expectSame } from "../determinism/company.ts";
import { replications } from "../full.ts";
import { swarm, TIMES, WORLDS } from "./swarm.ts";

const monitors = vi.hoisted(() => ({ takeAll: false, sparing: 0 }));

vi.mock("../../sim/monitor/wantedScrapes.ts", async (original) => {
  const { wantedScrapes } = await original<typeof import("../../sim/monitor/wantedScrapes.ts")>();
  return {
    wantedScrapes(...[interval, watches, rhythm]: Parameters<typeof wantedScrapes>) {
      const wanted = wantedScrapes(interval, watches, monitors.takeAll ? undefined : rhythm);
      const leftOut = Array.from({ length: 100 }, (_, taken) => wanted(taken) - taken - 1);
      if (leftOut.some((scrapes) => scrapes > 0 && scrapes < Infinity)) monitors.sparing++;
      return wanted;
    },
  };
});

vi.mock("../../sim/monitor/scrapes.ts", async (original) => {
  const real = await original<typeof import("../../sim/monitor/scrapes.ts")>();
  class Scrapes extends real.Scrapes {
    readonly #rhythm: number | undefined;
    constructor(...all: ConstructorParameters<typeof real.Scrapes>) {
      super(...all);
      this.#rhythm = all[3];
    }
    override window(...asked: Parameters<InstanceType<typeof real.Scrapes>["window"]>) {
      if (this.#rhythm !== undefined && this.now % this.#rhythm !== 0)
        throw new Error(`a look at ${this.now} s, of every ${this.#rhythm} s`);
      return super.window(...asked);
    }
  }
  return { ...real, Scrapes };
});

test("scrapes that are for nobody", () => {
  let sparing = 0;
  const worlds = replications(40, 300);
  const held = swarm(WORLDS.beaten, worlds, (scenario) => {
    Object.assign(monitors, { takeAll: false, sparing: 0 });
    const spared = compare(scenario);
    if (monitors.sparing === 0) return;
    sparing += monitors.sparing;
    monitors.takeAll = true;
    expectSame(spared, compare(scenario));
  });
  expect(held).toBeGreaterThanOrEqual(worlds);
  expect(sparing).toBeGreaterThanOrEqual((TIMES * worlds) / 2);
});
