// The surveys a worker has threads for. One is opened when a job first names it, and kept while it is likely to be named again.
import type { Redis } from "ioredis";
import { CrewLost } from "../../sim/odds/carryOut.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { type Workbench, workbench } from "../../sim/odds/workbench.ts";
import { openPool, type Pool } from "../pool.ts";
import { surveyKey } from "./names.ts";
import { MAX_SURVEY, readSurvey, WireError } from "./wire.ts";

export interface AtWork {
  readonly survey: Survey;
  readonly bench: Workbench;
  readonly pool: Pool;
}

export interface Surveys {
  /**
   * Does some work with the threads of a survey; from its start with new ones, when they are lost in the middle.
   * @throws WireError unless the survey is there; CrewLost when its threads were lost too often
   */
  use<T>(hash: string, work: (at: AtWork) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Surveys whose threads stay open when nobody uses them. */
const MOST_IDLE = 2;
/** Work whose threads are lost this often is not to be done here. */
const MAX_LOSSES = 3;

interface Entry {
  readonly made: Promise<AtWork>;
  users: number;
}

export function surveysAtWork(redis: Redis, threads: number): Surveys {
  /** The one used last comes last. */
  const open = new Map<string, Entry>();

  const make = async (hash: string): Promise<AtWork> => {
    const survey = await surveyIn(redis, hash);
    return { survey, bench: workbench(survey), pool: openPool(survey, threads) };
  };
  const end = async ({ made }: Entry) => (await made.catch(() => null))?.pool.close();
  /** Whoever comes next gets new threads; those that use these go on, and the last of them ends them. */
  const drop = (hash: string, entry: Entry) => {
    if (open.get(hash) === entry) open.delete(hash);
    if (entry.users === 0) void end(entry);
  };
  const dropIdle = () => {
    const idle = [...open].filter(([, { users }]) => users === 0);
    for (const [hash, entry] of idle.slice(0, -MOST_IDLE)) drop(hash, entry);
  };
  const begin = (hash: string): Entry => {
    const entry = { made: make(hash), users: 0 };
    // A survey that was not to be had may be there the next time.
    entry.made.catch(() => drop(hash, entry));
    return entry;
  };
  const enter = (hash: string): Entry => {
    const entry = open.get(hash) ?? begin(hash);
    open.delete(hash);
    open.set(hash, entry);
    entry.users++;
    return entry;
  };

  const once = async <T>(hash: string, work: (at: AtWork) => Promise<T>): Promise<T> => {
    const entry = enter(hash);
    try {
      return await work(await entry.made);
    } catch (error) {
      // What a simulation, a job or Redis is refused for is no fault of the threads.
      if (error instanceof CrewLost) drop(hash, entry);
      throw error;
    } finally {
      entry.users--;
      if (open.get(hash) !== entry) drop(hash, entry);
      dropIdle();
    }
  };
  return {
    async use(hash, work) {
      for (let losses = 1; ; losses++)
        try {
          return await once(hash, work);
        } catch (error) {
          if (!(error instanceof CrewLost) || losses === MAX_LOSSES) throw error;
        }
    },
    async close() {
      await Promise.all([...open.values()].map(end));
    },
  };
}

/** @throws WireError for what is not the survey: it is thrown away, so that whoever asks writes it again */
async function surveyIn(redis: Redis, hash: string): Promise<Survey> {
  const key = surveyKey(hash);
  // Nothing is thrown away where nothing was: it may be on its way.
  if ((await redis.exists(key)) === 0) throw new WireError("the survey is not there");
  try {
    if ((await redis.strlen(key)) > MAX_SURVEY) throw new WireError("the survey is too long");
    return readSurvey((await redis.get(key)) ?? "", hash);
  } catch (error) {
    await redis.del(key);
    // A key that holds no text at all is Redis's to refuse.
    throw error instanceof WireError ? error : new WireError((error as Error).message);
  }
}
