// Lab 01 in Node, without a package: a greeting, and users in memory. It shares nothing with the
// reference solution.
//
//     PORT=5000 node salutation.mjs

import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const utilisateurs = new Set();

// A path is matched as it came and decoded afterwards: %2F is a slash inside a name.
const routes = [
  [/^\/api\/salutation$/, { GET: greet }],
  [/^\/api\/utilisateurs$/, { POST: add }],
  [/^\/api\/utilisateurs\/([^/]+)$/, { DELETE: remove }],
];

function greet() {
  return [200, { message: "Bonjour, bienvenue dans notre API de microservices !" }];
}

async function add(request) {
  const nom = (await jsonBody(request))?.nom;
  // A JSON string may end in the middle of a character: "\ud83e" is half of an emoji.
  if (typeof nom !== "string" || !nom.isWellFormed()) {
    throw new Refusal(422, "`nom` must be a string");
  }
  utilisateurs.add(nom);
  return [201, { message: `Utilisateur ${nom} ajouté avec succès!` }];
}

function remove(request, nom) {
  if (!utilisateurs.delete(nom)) throw new Refusal(404, "no such user");
  return [200, { message: `Utilisateur ${nom} supprimé avec succès!` }];
}

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

async function jsonBody(request) {
  const declared = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(declared)) throw new Refusal(415, "JSON is expected");
  try {
    const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return JSON.parse(utf8.decode(await buffer(request)));
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
}

async function answer(request) {
  const [path] = request.url.split("?");
  const [pattern, methods] = routes.find(([pattern]) => pattern.test(path)) ?? [];
  if (!pattern) throw new Refusal(404, "no such path");
  const handler = methods[request.method === "HEAD" ? "GET" : request.method];
  if (!handler) {
    const allow = Object.keys(methods).join(", ");
    throw new Refusal(405, `only ${allow}`, { allow });
  }
  return handler(request, ...pattern.exec(path).slice(1).map(decoded));
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "the path is not percent-encoded UTF-8");
  }
}

function refuse(error) {
  if (error instanceof Refusal) return [error.status, { erreur: error.message }, error.headers];
  console.error(error);
  return [500, { erreur: "internal error" }];
}

const server = createServer(async (request, response) => {
  const [status, body, headers] = await answer(request).catch(refuse);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
});
server.listen(process.env.PORT ?? 5000, "127.0.0.1");
