// Starts the page: the address says which view it shows, so that a reload comes back to it.

import { arrive, button, element, fill } from "./elements.js";
import { problemNote } from "./problems.js";
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
let leave = null;
let visit = 0;

function readAddress() {
  if (location.hash.startsWith(RESET)) return { open: openReset, id: location.hash.slice(RESET.length) };
  const [name, id] = location.hash.replace(/^#\/?/, "").split("/");
  return { open: VIEWS[name] ?? openStart, id: decodeURIComponent(id ?? "") };
}

/** Shows what the address names. A view returns what ends it. */
async function show() {
  const mine = (visit += 1);
  leave?.();
  leave = null;
  const { open, id } = readAddress();
  try {
    const end = await open(view, id);
    if (mine === visit) leave = end ?? null;
    else end?.();
  } catch (problem) {
    if (mine === visit) showProblem(problem);
  }
  if (mine === visit) showAccount(document.getElementById("account"));
}

function showProblem(problem) {
  if (problem.code === undefined) throw problem;  // a mistake of ours belongs on the console
  const isHome = readAddress().open === openStart;
  const actions = [
    problem.code === ENDED && button("Sign in", () => openEntrance("signIn"), { class: "primary" }),
    !(isHome && problem.retryable) && element("a", { class: "button quiet", href: "#/", onclick: isHome ? show : null }, "To the start"),
  ];
  const heading = element("h1", {}, "This did not work");
  fill(view, element("div", { class: "narrow" }, heading, problemNote(problem, { retry: show, actions: actions.filter(Boolean) })));
  arrive(heading);
}

window.addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();  // the address is the view's
  view.focus();
});
onSessionChange(show);
show();
