// Lab 02 in Node, without a package: values from the query and the path, as JSON and on pages. It
// shares nothing with the reference solution.
//
//     PORT=5000 node params.mjs

import { createServer } from "node:http";

// A path is matched as it came and decoded afterwards: %2F is a slash inside a name.
const routes = [
  [/^\/$/, { GET: hello }],
  [/^\/accueil$/, { GET: welcome }],
  [/^\/params$/, { GET: shown }],
  [/^\/api\/params$/, { GET: told }],
  [/^\/bonjour\/([^/]+)$/, { GET: greeted }],
];

const page = (whom) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>MDM</title></head>
<body><p>hello ${whom}</p></body>
</html>
`;

function hello() {
  return text(200, "hello world");
}

function welcome() {
  return page("john doe");
}

function shown(query) {
  const { name, surname } = fullName(query);
  return page(`${name} ${surname}`);
}

function told(query) {
  const answer = fullName(query);
  if (query.has("age")) answer.age = age(query.get("age"));
  const headers = { "content-type": "application/json" };
  return { status: 200, headers, body: JSON.stringify(answer) };
}

function greeted(query, name) {
  return page(name);
}

function fullName(query) {
  const missing = ["name", "surname"].filter((key) => !query.get(key));
  if (missing.length > 0) throw new Refusal(400, `missing or empty: ${missing.join(", ")}`);
  return { name: query.get("name"), surname: query.get("surname") };
}

/** `Number()` alone would also take "", " 42 ", "0x2a" and "4.2e1". */
function age(text) {
  const years = /^0*\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (!(years <= 150)) throw new Refusal(400, "age: an integer from 0 to 150");
  return years;
}

/** A template of a page: what stands in it is text, never markup. */
function html(parts, ...values) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const escaped = values.map((value) => value.replace(/[&<>"']/g, (letter) => escapes[letter]));
  const body = String.raw({ raw: parts }, ...escaped);
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

function text(status, body, headers = {}) {
  const type = { "content-type": "text/plain; charset=utf-8" };
  return { status, headers: { ...type, ...headers }, body };
}

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

async function answer(request) {
  const [, path, query] = /^([^?]*)\??(.*)$/.exec(request.url);
  const [pattern, methods] = routes.find(([pattern]) => pattern.test(path)) ?? [];
  if (!pattern) throw new Refusal(404, "no such path");
  const handler = methods[request.method === "HEAD" ? "GET" : request.method];
  if (!handler) {
    const allow = Object.keys(methods).join(", ");
    throw new Refusal(405, `only ${allow}`, { allow });
  }
  return handler(new URLSearchParams(query), ...pattern.exec(path).slice(1).map(decoded));
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "the path is not percent-encoded UTF-8");
  }
}

function refuse(error) {
  if (error instanceof Refusal) return text(error.status, error.message, error.headers);
  console.error(error);
  return text(500, "internal error");
}

const server = createServer(async (request, response) => {
  const { status, headers, body } = await answer(request).catch(refuse);
  response.writeHead(status, headers).end(body);
});
server.listen(process.env.PORT ?? 5000, "127.0.0.1");
