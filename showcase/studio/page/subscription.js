// Following a job over graphql-transport-ws, through whatever happens to the connection.

import { FOLLOW } from "./operations.js";
import { Problem } from "./problems.js";
import { getAccessToken } from "./session.js";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const QUIET_MS = 15_000;
const FORBIDDEN = 4403;
const FATAL = new Set([4400, 4406, 4409]);

/**
 * Follows a job from event `after` on until its end, or until `signal` says to stop. A lost
 * connection is opened again after the last event seen, so that each event comes once and none is
 * missed.
 *
 * onEvent(event), onConnection(isOpen), onEnd() after the last event, onProblem(problem) if it
 * cannot go on.
 */
export function follow(jobId, { after = 0, signal, onEvent, onConnection, onEnd, onProblem }) {
  let last = after;
  let losses = 0;
  let stopped = false;
  let socket = null;
  let pause = 0;
  let watch = 0;

  function stop() {
    stopped = true;
    clearTimeout(pause);
    clearTimeout(watch);
    signal.removeEventListener("abort", stop);
    removeEventListener("online", hurry);
    socket?.close();
  }

  function fail(problem) {
    stop();
    onProblem(problem);
  }

  function hurry() {
    clearTimeout(pause);
    if (!stopped && socket === null) connect();
  }

  async function connect({ stale } = {}) {
    let token;
    try {
      token = await getAccessToken({ stale });
    } catch (problem) {
      if (stopped) return;
      if (problem.retryable) lose();
      else fail(problem);
      return;
    }
    if (stopped) return;
    open(token);
  }

  function open(token) {
    const address = new URL("/graphql", location.href.replace(/^http/, "ws"));
    const opened = new WebSocket(address, "graphql-transport-ws");
    socket = opened;
    const say = (message) => opened.readyState === WebSocket.OPEN && opened.send(JSON.stringify(message));
    opened.onopen = () => {
      say({ type: "connection_init", payload: { Authorization: `Bearer ${token}` } });
      listen(say);
    };
    opened.onmessage = ({ data }) => {
      listen(say);
      take(JSON.parse(data), say);
    };
    opened.onclose = ({ code }) => {
      if (stopped || socket !== opened) return;
      socket = null;
      if (code === FORBIDDEN && losses === 0) {
        losses += 1;
        connect({ stale: token });
      } else if (FATAL.has(code)) fail(Problem.garbled());
      else lose();
    };
  }

  /** Asks a silent server whether it is still there; a connection can die without a word. */
  function listen(say) {
    clearTimeout(watch);
    watch = setTimeout(() => {
      say({ type: "ping" });
      watch = setTimeout(() => socket?.close(), QUIET_MS);
    }, QUIET_MS);
  }

  function lose() {
    clearTimeout(watch);
    onConnection(false);
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** losses, LONGEST_PAUSE_MS);
    losses += 1;
    pause = setTimeout(connect, longest * (0.5 + Math.random() / 2));
  }

  function take(message, say) {
    if (message.type === "connection_ack") {
      losses = 0;
      onConnection(true);
      say({ type: "subscribe", id: "1", payload: { query: FOLLOW, variables: { jobId, after: last } } });
    } else if (message.type === "ping") say({ type: "pong" });
    else if (message.type === "next") takeResult(message.payload);
    else if (message.type === "error") fail(Problem.from(message.payload[0]));
    else if (message.type === "complete") {
      stop();
      onEnd();
    }
  }

  function takeResult({ data, errors }) {
    if (errors) {
      fail(Problem.from(errors[0]));
      return;
    }
    last = data.jobProgress.sequence;
    onEvent(data.jobProgress);
  }

  signal.addEventListener("abort", stop);
  addEventListener("online", hurry);
  connect();
}
