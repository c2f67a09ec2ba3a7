// Doing what may fail: once at a time, and with its problem shown where it happened.

import { fill } from "./elements.js";
import { Problem, problemNote } from "./problems.js";

/**
 * Returns a function that does a task, and nothing while it is under way. A problem shows in `place`
 * with what can be done about it: Try again where that helps, and `actions(problem)`. The button
 * `busy` is marked meanwhile; `onproblem(problem)` follows a problem.
 */
export function attempt(place, task, { busy, actions, onproblem } = {}) {
  let isRunning = false;

  async function run(...given) {
    if (isRunning) return;
    isRunning = true;
    busy?.setAttribute("aria-busy", "true");
    fill(place);
    try {
      await task(...given);
    } catch (problem) {
      await show(problem, given);
    } finally {
      isRunning = false;
      busy?.removeAttribute("aria-busy");
    }
  }

  async function show(problem, given) {
    if (problem.name === "AbortError") return;  // whoever wanted it has left
    if (!(problem instanceof Problem)) throw problem;
    const retry = () => {
      busy?.focus();
      run(...given);
    };
    fill(place, problemNote(problem, { retry, actions: actions?.(problem, ...given) }));
    place.scrollIntoView({ block: "nearest" });
    await onproblem?.(problem);
  }

  return run;
}
