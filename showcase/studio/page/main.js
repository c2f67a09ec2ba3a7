// Starts the page: the address says which view it shows, so that a reload comes back to it.

import { arrive, button, element, fill } from "./elements.js";
import "./leaving.js";
import { Problem, problemNote } from "./problems.js";
import { onSessionChange } from "./session.js";
import { showAccount } from "./views/account.js";
import { openEntrance } from "./views/entrance.js";
import { openJob } from "./views/job.js";
import { openPortfolio } from "./views/portfolio.js";
import { openReset } from "./views/reset.js";
import { openStart } from "./views/start.js";

const VIEWS = { "": openStart, job: openJob, portfolio: openPortfolio };

const RESET = "#token=";  // the link in the mail for a forgotten password

const ENDED = "INVALID_REFRESH_TOKEN";  // the session is over

const view = document.getElementById("view");
let visit = new AbortController();

function readAddress() {
  if (location.hash.startsWith(RESET)) return { open: openReset, id: location.hash.slice(RESET.length) };
  const [name, id] = location.hash.replace(/^#\/?/, "").split("/");
  return { open: VIEWS[name] ?? openStart, id: decodeURIComponent(id ?? "") };
}

/** Shows what the address names. Each view gets a signal that tells when its visitor leaves. */
async function show() {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  const { open, id } = readAddress();
  try {
    await open(view, id, signal);
  } catch (problem) {
    if (!signal.aborted) showProblem(problem);
  }
  if (!signal.aborted) showAccount(document.getElementById("account"), signal);
}

function showProblem(cause) {
  const problem = cause instanceof Problem ? cause : Problem.ours();
  const isHome = readAddress().open === openStart;
  const actions = [
    problem.code === ENDED && button("Sign in", () => openEntrance("signIn"), { class: "primary small" }),
    problem !== cause && button("Load again", () => location.reload(), { class: "quiet small" }),
    !(isHome && problem.retryable) && element("a", { class: "button quiet small", href: "#/", onclick: isHome ? show : null }, "To the start"),
  ];
  const heading = element("h1", {}, "This did not work");
  fill(view, element("div", { class: "narrow" }, heading, problemNote(problem, { retry: show, actions: actions.filter(Boolean) })));
  arrive(heading);
  if (problem !== cause) throw cause;  // a mistake of ours belongs on the console
}

window.addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();  // the address is the view's
  view.focus();
});
onSessionChange(show);
show();
