// Asking the GraphQL API, as whoever is here.

import { Problem } from "./problems.js";
import { getAccessToken } from "./session.js";

/** Sends a query or mutation and returns its data. Throws Problem. */
export async function ask(query, variables = {}) {
  return send(() => ({
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  }));
}

/** Sends a mutation and returns its payload. Throws Problem for what a person can put right. */
export async function change(query, input) {
  return takePayload(await ask(query, { input }));
}

/** Sends a mutation with a file at `input.file`, by graphql-multipart-request. */
export async function sendFile(query, input, file) {
  const data = await send(() => {
    const body = new FormData();
    const variables = { input: { ...input, file: null } };
    body.append("operations", JSON.stringify({ query, variables }));
    body.append("map", JSON.stringify({ file: ["variables.input.file"] }));
    body.append("file", file);
    return { headers: { "GraphQL-Require-Preflight": "1" }, body };
  });
  return takePayload(data);
}

/** Returns a picture that only its owner may see. The server names it by its public address. */
export async function fetchPicture(url) {
  const token = await getAccessToken();
  const response = await fetch(onOurOrigin(url), { headers: { Authorization: `Bearer ${token}` } }).catch(() => {
    throw Problem.unreachable();
  });
  if (!response.ok) throw Problem.garbled();
  return response.blob();
}

/** Returns an address of the server as seen from here, which is not always its public one. */
export function onOurOrigin(url) {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

function takePayload(data) {
  const [payload] = Object.values(data);
  if (payload.errors.length) throw Problem.from(payload.errors[0]);
  return payload;
}

/** Sends what `make` gives; once more with a new token if the server no longer takes the old one. */
async function send(make) {
  const token = await getAccessToken();
  try {
    return await post(make(), token);
  } catch (problem) {
    if (problem.code !== "UNAUTHENTICATED" || token === null) throw problem;
    return post(make(), await getAccessToken({ stale: token }));
  }
}

async function post({ headers, body }, token) {
  const signed = token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
  const response = await fetch("/graphql", { method: "POST", headers: signed, body }).catch(() => {
    throw Problem.unreachable();
  });
  const answer = await response.json().catch(() => {
    throw Problem.garbled();
  });
  if (answer.errors) throw Problem.from(answer.errors[0]);
  return answer.data;
}
