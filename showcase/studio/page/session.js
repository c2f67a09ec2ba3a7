// Who is at this page: a guest, somebody with an account, or nobody yet.
//
// Tokens are kept in localStorage, on purpose. For a guest the session is the only way back to what
// they made, so it must outlive the tab; and the access token is kept beside the refresh token so
// that a reload need not trade the latter, which is good only once and half a minute more: a page
// that is closed while the answer is under way, and opened later, would lose the session. A cookie
// would be out of reach of scripts, but the API takes none, which is why no other site can act for
// its users. What guards the tokens instead is the page's policy: it runs no script but its own
// files, and no markup is made from text.

import { Problem } from "./problems.js";

const KEY = "showcase.session";
const EARLY_MS = 30_000;
const AGAIN_MS = 1_000;

const REFRESH = `mutation Refresh($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    session { accessToken accessTokenExpiresAt refreshToken } errors { code message }
  }
}`;
const START = `mutation StartGuestSession($input: StartGuestSessionInput!) {
  startGuestSession(input: $input) {
    session { accessToken accessTokenExpiresAt refreshToken } errors { code message }
  }
}`;

const read = () => JSON.parse(localStorage.getItem(KEY) ?? "null");

export const hasSession = () => read() !== null;
export const getRefreshToken = () => read()?.refreshToken;

export function keepSession(session) {
  localStorage.setItem(KEY, JSON.stringify(session));
}

export function forgetSession() {
  localStorage.removeItem(KEY);
}

/** Calls back when another tab signs in or out. */
export function onSessionChange(callback) {
  window.addEventListener("storage", (event) => {
    const somebody = (text) => Boolean(JSON.parse(text ?? "null"));
    if (event.key === KEY && somebody(event.oldValue) !== somebody(event.newValue)) callback();
  });
}

/** Returns a good access token, or null for nobody; `stale` is one that the server refused. */
export async function getAccessToken({ stale } = {}) {
  return alone(async () => {
    const session = read();
    if (session === null) return null;
    const isFresh = Date.parse(session.accessTokenExpiresAt) - Date.now() > EARLY_MS;
    if (isFresh && session.accessToken !== stale) return session.accessToken;
    return renew(session);
  });
}

/** Makes sure that somebody is here, if only a guest. */
export async function ensureSession() {
  if (await getAccessToken()) return;
  await alone(async () => {
    if (hasSession()) return;
    const { startGuestSession } = await post(START, {});
    if (startGuestSession.session === null) throw Problem.from(startGuestSession.errors[0]);
    keepSession(startGuestSession.session);
  });
}

/** Trades the token, and once more if no answer came: the server gives a lost one again for a while. */
async function renew({ refreshToken }) {
  const trade = () => post(REFRESH, { refreshToken });
  const { refreshSession } = await trade().catch(async (problem) => {
    if (!problem.retryable) throw problem;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    return trade();
  });
  if (refreshSession.session === null) {
    forgetSession();
    throw Problem.from(refreshSession.errors[0]);
  }
  keepSession(refreshSession.session);
  return refreshSession.session.accessToken;
}

/**
 * Does one task at a time, since an older token ends the session. Where there are no locks (plain
 * http) each tab can only keep order among its own; two that trade one token get the same for it.
 */
const alone = (task) => (navigator.locks ? navigator.locks.request(KEY, task) : inTurn(task));

let turn = Promise.resolve();

function inTurn(task) {
  turn = turn.catch(() => {}).then(task);
  return turn;
}

async function post(query, input) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables: { input } }),
  }).catch(() => {
    throw Problem.unreachable();
  });
  const body = await response.json().catch(() => {
    throw Problem.garbled();
  });
  if (body.errors) throw Problem.from(body.errors[0]);
  return body.data;
}
