// The portfolio on the desk: as it is now, who shows it, its jobs, and where it can be put online.

import { ask } from "./api.js";
import { PLACES, PORTFOLIO } from "./operations.js";
import { Problem } from "./problems.js";
import { finishJob } from "./work.js";

/** Reads a portfolio and puts it on a desk, which is cleared when `signal` says so. */
export async function openDesk(id, signal) {
  const [portfolio, { me, deployTargets }] = await Promise.all([readPortfolio(id), ask(PLACES)]);
  return new Desk(portfolio, { isGuest: me.isGuest, places: deployTargets, signal });
}

class Desk {
  #listeners = [];
  #jobs = new Set();

  /** `places` are all places where sites can be put, those too that are not ready. */
  constructor(portfolio, { isGuest, places, signal }) {
    this.portfolio = portfolio;
    this.isGuest = isGuest;
    this.places = places;
    this.signal = signal;
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  set(portfolio) {
    if (this.signal.aborted) return;
    this.portfolio = portfolio;
    for (const listener of this.#listeners) listener(portfolio);
  }

  /** Reads the portfolio anew, after something else than its own mutation has changed it. */
  async reload() {
    const portfolio = await readPortfolio(this.portfolio.id);
    if (portfolio.version >= this.portfolio.version) this.set(portfolio);  // an answer may be late
  }

  /** After a conflict: shows what it has become, for the change to be made again. */
  catchUp = async ({ code }) => {
    if (code === "CONFLICT") await this.reload().catch(() => {});
  };

  /** Sees a job through in a place of the page. Throws Problem. */
  async finish(jobId, place, signal = this.signal) {
    this.#jobs.add(jobId);
    await finishJob(jobId, place, signal);
  }

  /** Tells whether somebody here has seen to a job already. */
  knows(jobId) {
    return this.#jobs.has(jobId);
  }
}

async function readPortfolio(id) {
  const { portfolio } = await ask(PORTFOLIO, { id });
  const isOurs = Boolean(portfolio?.quality);  // what is online everybody may read
  if (!isOurs) throw new Problem("NOT_FOUND", "This site is not here any more, or it is not yours.");
  return portfolio;
}
