// What the queue loop keeps where failures are sent again. A request sent again has less time left than those before it in the
// line, so time-outs are no longer first come first served: a heap holds them.
import type { Seconds } from "../scenario/types.ts";
import { Agenda, type Due } from "./agenda.ts";

/** A slot's request: all its attempts, settled when it came, and the one under way. One object a slot, reused. */
export class Course {
  /** By attempt. */
  readonly service: Seconds[] = [];
  /** Bit k: attempt k fails. */
  failing = 0;
  /** Whether it converts when it succeeds. */
  converts = false;
  attempt = 0;
  sentAt: Seconds = 0;
  /** Service time of the attempts before this one that the deadline counts as well. */
  spent: Seconds = 0;
  /** Where it stands in the line, and its ticket: -1 when it does not wait. */
  place = 0;
  ticket = -1;
}

interface Deadline extends Due {
  readonly slot: number;
}

export class Resends {
  /** Slots whose request is sent again at `at`, in this order. */
  readonly again: number[] = [];
  at: Seconds = 0;
  readonly #courses: Course[] = [];
  readonly #deadlines = new Agenda<Deadline>();
  #tickets = 0;

  of(slot: number): Course {
    while (this.#courses.length <= slot) this.#courses.push(new Course());
    return this.#courses[slot]!;
  }

  /** It waits: at equal deadlines by version, then as they began to. */
  wait(slot: number, version: number, place: number, deadline: Seconds): void {
    const course = this.of(slot);
    course.place = place;
    course.ticket = this.#tickets++;
    this.#deadlines.add({ at: deadline, rank: version, order: course.ticket, slot });
  }

  /** It waits no more. */
  leave(slot: number): void {
    this.of(slot).ticket = -1;
  }

  /** When the next that still waits runs out of time. */
  get deadline(): Seconds {
    for (let next = this.#deadlines.next; next !== undefined; next = this.#deadlines.next) {
      if (this.of(next.slot).ticket === next.order) return next.at;
      this.#deadlines.take();
    }
    return Infinity;
  }

  /** The one that does so at `at`; undefined when none does. */
  outOfTime(at: Seconds): number | undefined {
    return this.deadline === at ? this.#deadlines.take().slot : undefined;
  }
}
