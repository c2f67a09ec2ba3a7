// Starts the page: the address says which view it shows, so that a reload comes back to it.

import { fill, element } from "./elements.js";
import { problemNote } from "./problems.js";
import { hasSession, onSessionChange } from "./session.js";
import { showAccount } from "./views/account.js";
import { openJob } from "./views/job.js";
import { openPortfolio } from "./views/portfolio.js";
import { openReset } from "./views/reset.js";
import { openStart } from "./views/start.js";

const VIEWS = { "": openStart, job: openJob, portfolio: openPortfolio };

const RESET = "#token=";  // the link in the mail for a forgotten password

const view = document.getElementById("view");
const banner = document.getElementById("banner");
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
  fill(banner);
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
  if (problem.code === undefined) throw problem;
  const home = element("a", { class: "button quiet", href: "#/" }, "To the start");
  const isHome = readAddress().open === openStart;
  const note = problemNote(problem, { retry: show, actions: isHome ? [] : [home] });
  fill(view, element("div", { class: "narrow" }, note));
  if (!hasSession() && isHome) location.reload();
}

window.addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();  // the address is the view's
  view.focus();
});
onSessionChange(show);
show();
