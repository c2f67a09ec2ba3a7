// What went wrong, in words that help.

import { button, element } from "./elements.js";

const UNREACHABLE = "The server does not answer. What you have made is kept; try again in a moment.";
const NOT_JSON = "The server gave an answer that this page does not understand. Try again in a moment.";
const OURS = "This page has made a mistake. What you have made is kept; load the page again to go on.";
const WORTH_REPEATING = new Set(["UNREACHABLE", "UNAVAILABLE", "INTERNAL", "RATE_LIMITED", "TIMED_OUT"]);

/** Something a person should know: a stable code, a sentence, and what else the server said. */
export class Problem extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.code = code;
    this.path = details.path ?? [];
    this.currentVersion = details.currentVersion;
    this.suggestions = details.suggestions ?? [];
    this.requestId = details.extensions?.requestId;
    this.retryable = details.retryable ?? WORTH_REPEATING.has(code);
  }

  static unreachable() {
    return new Problem("UNREACHABLE", UNREACHABLE);
  }

  static garbled() {
    return new Problem("UNAVAILABLE", NOT_JSON);
  }

  static ours() {
    return new Problem("BROKEN", OURS, { retryable: false });
  }

  /** From an entry in a payload's `errors` or in the top-level `errors`. */
  static from(error) {
    return new Problem(error.code ?? error.extensions?.code ?? "INTERNAL", error.message, error);
  }
}

/** Returns a note about a problem, with a button where doing it again can help. */
export function problemNote(problem, { retry, actions = [] } = {}) {
  const reference = problem.requestId && problem.code === "INTERNAL";
  return element(
    "div",
    { class: "note problem", role: "alert" },
    element("p", {}, problem.message),
    reference && element("p", { class: "fine" }, `If you ask for help, name request ${problem.requestId}.`),
    element(
      "div",
      { class: "actions" },
      retry && problem.retryable && button("Try again", retry, { class: "quiet small" }),
      actions,
    ),
  );
}
