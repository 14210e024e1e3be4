// Lab 10 in Node (20.10 or later), without a package: the server of lab 09, with a managed startup and
// shutdown. It shares nothing with the reference solution.
//
//     HOTE=127.0.0.1 PORT=5000 PREAVIS_MS=500 ARRET_MS=5000 CATALOGUE_URL=http://… node deploy.mjs

import { randomBytes, randomUUID } from "node:crypto";
import { createServer, get, ServerResponse } from "node:http";
import { isIPv4 } from "node:net";

const MAX_BODY = 1024 * 1024;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

// --- The log -------------------------------------------------------------------------------

const LEVELS = ["error", "warn", "info", "debug"];
const MOST = LEVELS.indexOf(process.env.RUST_LOG || "info");

function log(level, message, fields = {}) {
  if (LEVELS.indexOf(level) > MOST) return;
  const timestamp = new Date().toISOString();
  const line = { timestamp, level: level.toUpperCase(), message, ...fields };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

const fail = (error) => {
  log("error", `arrêt : ${error.message}`);
  process.exit(1);
};
process.on("uncaughtException", fail);
// Without its own listener, Node no longer writes warnings as plain text.
process.removeAllListeners("warning");
process.on("warning", ({ message }) => log("warn", message));

// --- The settings --------------------------------------------------------------------------

// A longer timer would fire at once.
const LONGEST = 2 ** 31 - 1;

function setting(name, initial, isValid, expected) {
  const value = process.env[name] || initial;
  if (!isValid(value)) fail(new Error(`${name} vaut « ${value} », et non ${expected}`));
  return value;
}

const isDigits = (value) => /^[0-9]+$/.test(value);

function milliseconds(name, initial) {
  const value = setting(name, initial, isDigits, "un nombre entier de millisecondes");
  return Math.min(Number(value), LONGEST);
}

const isPort = (value) => isDigits(value) && Number(value) >= 1 && Number(value) <= 65535;

const HOST = setting("HOTE", "127.0.0.1", isIPv4, "une adresse IPv4");
const PORT = Number(setting("PORT", "5000", isPort, "un nombre de 1 à 65535"));
const NOTICE = milliseconds("PREAVIS_MS", "500");
const LIMIT = milliseconds("ARRET_MS", "5000");
const DELAY = milliseconds("DELAI_MS", "1000");
const URL_FORM = "une adresse http://hôte:port";
const CATALOGUE = new URL(
  setting("CATALOGUE_URL", "http://127.0.0.1:5001", URL.canParse, URL_FORM),
);
const PREFIX = CATALOGUE.pathname.replace(/\/$/, "");

// --- The metrics ---------------------------------------------------------------------------

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity];
const requests = new Map(); // labels to a number
const durations = new Map(); // labels to {buckets, sum, count}
const calls = new Map(["ok", "not_found", "error", "timeout"].map((result) => [result, 0]));
let inFlight = 0;

function count(method, route, status, seconds) {
  const labels = `method="${METHODS.includes(method) ? method : "OTHER"}",route="${route}"`;
  const answered = `${labels},status="${status}"`;
  requests.set(answered, (requests.get(answered) ?? 0) + 1);
  const histogram = durations.get(labels) ?? { buckets: BOUNDS.map(() => 0), sum: 0, count: 0 };
  durations.set(labels, histogram);
  // Counted in one bucket only; the exposition adds them up.
  histogram.buckets[BOUNDS.findIndex((bound) => seconds <= bound)] += 1;
  histogram.sum += seconds;
  histogram.count += 1;
}

function* exposition() {
  yield "# HELP http_requests_total Number of responses.\n# TYPE http_requests_total counter";
  for (const [labels, value] of requests) yield `http_requests_total{${labels}} ${value}`;
  const name = "http_request_duration_seconds";
  yield `# HELP ${name} Duration of requests.\n# TYPE ${name} histogram`;
  for (const [labels, { buckets, sum, count }] of durations) {
    let total = 0;
    for (const [index, bound] of BOUNDS.entries()) {
      total += buckets[index];
      yield `${name}_bucket{${labels},le="${bound === Infinity ? "+Inf" : bound}"} ${total}`;
    }
    yield `${name}_sum{${labels}} ${sum}\n${name}_count{${labels}} ${count}`;
  }
  const gauge = "http_requests_in_flight";
  yield `# HELP ${gauge} Requests under way.\n# TYPE ${gauge} gauge\n${gauge} ${inFlight}`;
  yield "# HELP catalogue_requests_total Calls.\n# TYPE catalogue_requests_total counter";
  for (const [result, value] of calls) yield `catalogue_requests_total{result="${result}"} ${value}`;
}

// --- The catalogue -------------------------------------------------------------------------

class Refused extends Error {
  constructor(status, text, headers = {}) {
    super(text);
    Object.assign(this, { status, headers });
  }
}

/** Calls once, on a new connection. Gives the result as the metrics name it, and the body of a product.
 *  `gone` is aborted when the client has left. */
function ask(path, headers, gone) {
  return new Promise((resolve) => {
    const request = get(CATALOGUE, { path: PREFIX + path, agent: false, headers });
    const end = (result, body) => {
      clearTimeout(timer);
      request.destroy();
      resolve({ result, body });
    };
    const timer = setTimeout(end, DELAY, "timeout");
    gone.addEventListener("abort", () => end("gone"));
    request.on("error", () => end("error"));
    request.on("response", (response) => {
      if (response.statusCode !== 200) return end(response.statusCode === 404 ? "not_found" : "error");
      const chunks = [];
      let length = 0;
      response.on("data", (chunk) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > MAX_BODY) end("error");
      });
      response.on("error", () => end("error"));
      response.on("end", () => end(response.complete ? "ok" : "error", Buffer.concat(chunks)));
    });
  });
}

function isObject(body) {
  try {
    // Without `ignoreBOM`, a byte order mark would be removed.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    const found = JSON.parse(text);
    return typeof found === "object" && found !== null && !Array.isArray(found);
  } catch {
    return false;
  }
}

// --- The routes ----------------------------------------------------------------------------

async function product({ path, headers, gone }) {
  let { result, body } = await ask(path, headers, gone);
  if (result === "gone") throw new Refused(499, "le client est parti");
  if (result === "ok" && !isObject(body)) result = "error";
  calls.set(result, calls.get(result) + 1);
  if (result === "not_found") throw new Refused(404, "produit inconnu");
  if (result === "error") throw new Refused(502, "réponse inattendue du catalogue");
  if (result === "timeout") throw new Refused(504, "le catalogue est trop lent");
  return [body, "application/json"];
}

/** The last result of the call to the catalogue's health, kept for a second. */
let health = { at: -Infinity };

async function ready() {
  const now = performance.now();
  if (!isStopping && now - health.at > 1000) health = { at: now, answer: isAlive() };
  const isCatalogueReady = isStopping || (await health.answer);
  // The signal may have come during the call.
  if (isStopping) throw new Refused(503, "le service s'arrête");
  if (!isCatalogueReady) throw new Refused(503, "pas de réponse du service catalogue");
  return ["{}", "application/json"];
}

function isAlive() {
  return new Promise((resolve) => {
    const request = get(CATALOGUE, { path: `${PREFIX}/health/live`, agent: false });
    const end = (is) => {
      clearTimeout(timer);
      request.destroy();
      resolve(is);
    };
    const timer = setTimeout(end, 500, false);
    request.on("error", () => end(false));
    request.on("response", ({ statusCode }) => end(statusCode === 200));
  });
}

const ROUTES = [
  ["/api/produits/{id}", /^\/api\/produits\/[^/]+$/, product],
  ["/metrics", /^\/metrics$/, () => [[...exposition(), ""].join("\n"), "text/plain; version=0.0.4"]],
  ["/health/live", /^\/health\/live$/, () => ["{}", "application/json"]],
  ["/health/ready", /^\/health\/ready$/, ready],
];

// --- Ids, log lines and counts -------------------------------------------------------------

const isNotZero = (hex) => /[^0]/.test(hex);

/** The trace id, and the headers that carry the trace to the catalogue. */
function traceOf({ traceparent = [], tracestate }) {
  const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
  const found = traceparent.length === 1 && form.exec(traceparent[0]);
  const [, version, old, parent, flags, rest] = found || [];
  const isKnown = found && version !== "ff" && !(version === "00" && rest !== undefined);
  const span = randomBytes(8).toString("hex");
  if (!isKnown || !isNotZero(old) || !isNotZero(parent)) {
    const trace = randomBytes(16).toString("hex");
    return [trace, { traceparent: `00-${trace}-${span}-01` }];
  }
  const headers = { traceparent: `00-${old}-${span}-0${parseInt(flags, 16) & 1}` };
  return [old, tracestate === undefined ? headers : { ...headers, tracestate }];
}

async function serve(request, response) {
  // Its connection is closed as soon as the requests that came in time are finished.
  if (isDraining) return;
  const begin = performance.now();
  request.resume();
  const { method, headersDistinct } = request;
  const path = request.url.replace(/^https?:\/\/[^/?]*/, "").split("?")[0] || "/";
  const ids = headersDistinct["x-request-id"] ?? [];
  const isRight = ids.length === 1 && /^[A-Za-z0-9._-]{1,64}$/.test(ids[0]);
  const requestId = isRight ? ids[0] : randomUUID();
  const [traceId, carried] = traceOf(headersDistinct);
  const [route, , handler] = ROUTES.find(([, form]) => form.test(path)) ?? ["unknown"];
  const closed = new AbortController();
  // A pipelined response that still waits for its turn gets no `close` event of its own.
  request.socket.setMaxListeners(0);
  const close = () => closed.abort();
  response.once("close", close);
  request.socket.once("close", close);
  const gone = closed.signal;
  const { socket } = request;
  const open = connections.get(socket);
  open.add(response);
  gone.addEventListener("abort", () => {
    socket.off("close", close);
    open.delete(response);
    if (isDraining && open.size === 0) socket.destroySoon();
  });
  if (method !== "GET" || !handler || handler === product) {
    inFlight += 1;
    gone.addEventListener("abort", () => {
      inFlight -= 1;
      // The client left when its response is closed before it is finished.
      const status = response.writableFinished ? response.statusCode : 499;
      const duration = performance.now() - begin;
      if (status !== 499) count(method, route, status, duration / 1000);
      log(status >= 500 ? "error" : status >= 400 ? "warn" : "info", "requête", {
        request_id: requestId,
        trace_id: traceId,
        method,
        route,
        path,
        status,
        duration_ms: duration,
      });
    });
  }
  const headers = { ...carried, "X-Request-Id": requestId };
  let [status, body, type, more] = [200, "", "application/json", {}];
  try {
    if (!handler) throw new Refused(404, "chemin inconnu");
    if (method !== "GET") throw new Refused(405, "méthode refusée", { Allow: "GET" });
    [body, type] = await handler({ path, headers, gone });
  } catch (error) {
    [status, more] = [error.status ?? 500, error.headers ?? {}];
    if (status === 500) log("error", error.message);
    body = JSON.stringify({ erreur: status === 500 ? "erreur interne" : error.message });
  }
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "X-Request-Id": requestId,
    // Node would drop the requests that follow this one on the connection.
    ...(isDraining && open.size === 1 && { Connection: "close" }),
    ...more,
  });
  response.end(method === "HEAD" ? undefined : body);
}

// --- The server, and its end ---------------------------------------------------------------

/** The connections, each with the responses that it still waits for. */
const connections = new Map();
let isStopping = false; // since the signal
let isDraining = false; // since the end of the notice

// The default of 5 s is shorter than the notice of many platforms.
const server = createServer({ requireHostHeader: false, keepAliveTimeout: 65_000 }, serve);
server.on("connection", (socket) => {
  connections.set(socket, new Set());
  socket.once("close", () => connections.delete(socket));
});
server.on("checkExpectation", serve);
// For CONNECT, Node gives the socket instead of a response.
server.on("connect", (request, socket) => {
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  response.on("finish", () => socket.destroySoon());
  socket.on("error", () => socket.destroy());
  serve(request, response);
});
server.on("clientError", (error, socket) => {
  if (!socket.writable || error.code === "ECONNRESET") return socket.destroy();
  const body = '{"erreur": "requête illisible"}';
  const head = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head}\r\nConnection: close\r\n\r\n${body}`);
});
server.on("error", fail);

function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  log("info", `${signal} : fin du service dans ${NOTICE} ms`);
  setTimeout(cut, LIMIT);
  // What the system received in time is accepted in one turn of the event loop, and read in the next.
  setTimeout(() => setImmediate(() => setImmediate(drain)), NOTICE);
}

/** Accepts no connection, closes the idle ones, and ends with the last response. */
function drain() {
  isDraining = true;
  server.close(() => process.exit());
  for (const [socket, open] of connections) if (open.size === 0) socket.destroySoon();
}

function cut() {
  const isBusy = [...connections.values()].some((open) => open.size > 0);
  if (isBusy) {
    process.exitCode = 1;
    log("error", `des requêtes durent encore après ${LIMIT} ms`);
  }
  for (const socket of connections.keys()) socket.destroy();
  // After the log lines of these requests.
  setImmediate(() => process.exit());
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
server.listen(PORT, HOST, () => log("info", `le service écoute sur ${HOST}:${PORT}`));
