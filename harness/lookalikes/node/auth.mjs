// Lab 08 in Node (18 or later) with hash-wasm for argon2id: a right server that shares nothing with the
// reference solution. The tokens are written by hand.
//
//     harness/openapi/frameworks/install
//     PORT=5000 COMPTES=comptes.json JWT_SECRET=… node auth.mjs

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";

const PACKAGES = new URL("../../../target/frameworks/", import.meta.url);
const { argon2Verify, argon2id } = createRequire(PACKAGES)("hash-wasm");

const LIMIT = 5;
const WINDOW = 60_000; // milliseconds

const stop = (words) => {
  console.error(words);
  process.exit(1);
};

const KEY = Buffer.from(process.env.JWT_SECRET ?? "");
if (KEY.length < 32) stop("JWT_SECRET must have at least 32 bytes");
const DURATION = Number(process.env.DUREE_S ?? 900);
const FILE = process.env.COMPTES ?? "comptes.json";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const areTexts = (value) => Array.isArray(value) && value.every(isText);

const ACCOUNTS = (() => {
  try {
    const found = JSON.parse(readFileSync(FILE, "utf8"));
    const isAccount = (it) => isObject(it) && isText(it.mot_de_passe) && areTexts(it.roles);
    if (!isObject(found) || !Object.values(found).every(isAccount)) throw new TypeError();
    return new Map(Object.entries(found));
  } catch {
    return stop(`${FILE} is not a file of accounts`);
  }
})();

const NOBODY = await argon2id({
  password: randomUUID(),
  salt: randomUUID(),
  iterations: 2,
  memorySize: 19456,
  parallelism: 1,
  hashLength: 32,
  outputType: "encoded",
});

/** A response that is an error. */
class Refused extends Error {
  constructor(status, text, headers = {}) {
    super(text);
    Object.assign(this, { status, headers });
  }
}

/** What the wrong attempts for a name are, and the last attempt, which the next one waits for. */
const names = new Map();

async function attempt(name, password) {
  const known = names.get(name) ?? { failures: [], last: Promise.resolve() };
  names.set(name, known);
  const before = known.last;
  let done;
  known.last = new Promise((resolve) => (done = resolve));
  await before;
  try {
    const now = Date.now();
    known.failures = known.failures.filter((at) => at > now - WINDOW);
    if (known.failures.length >= LIMIT) {
      const wait = Math.ceil((known.failures.at(-LIMIT) + WINDOW - now) / 1000);
      throw new Refused(429, "trop d'essais", { "retry-after": String(Math.max(1, wait)) });
    }
    const account = ACCOUNTS.get(name);
    const hash = account?.mot_de_passe ?? NOBODY;
    // hash-wasm refuses an empty password.
    const isRight = password !== "" && (await argon2Verify({ password, hash }));
    if (!account || !isRight) {
      known.failures.push(Date.now());
      throw new Refused(401, "nom ou mot de passe incorrect");
    }
    known.failures = [];
    return account;
  } finally {
    done();
  }
}

const signature = (content) => createHmac("sha256", KEY).update(content).digest();
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function issue(sub, roles) {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: "atelier", sub, roles, iat, exp: iat + DURATION, jti: randomUUID() };
  const content = `${encoded({ typ: "JWT", alg: "HS256" })}.${encoded(claims)}`;
  return `${content}.${signature(content).toString("base64url")}`;
}

const revoked = new Set();

/** The claims of a token; nothing when it does not hold. */
function claimsOf(token) {
  const form = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token);
  if (!form) return undefined;
  const found = Buffer.from(form[3], "base64url");
  const right = signature(`${form[1]}.${form[2]}`);
  if (found.length !== right.length || !timingSafeEqual(found, right)) return undefined;
  let header, claims;
  try {
    [header, claims] = [form[1], form[2]].map((part) => JSON.parse(Buffer.from(part, "base64url")));
  } catch {
    return undefined;
  }
  const now = Date.now() / 1000;
  const holds =
    isObject(header) &&
    isObject(claims) &&
    header.alg === "HS256" &&
    !("jwk" in header) &&
    claims.iss === "atelier" &&
    isText(claims.sub) &&
    isText(claims.jti) &&
    areTexts(claims.roles) &&
    Number.isFinite(claims.iat) &&
    Number.isFinite(claims.exp) &&
    claims.exp > now &&
    (claims.nbf === undefined || claims.nbf <= now + 5) &&
    !revoked.has(claims.jti);
  return holds ? claims : undefined;
}

function identify(request) {
  const found = /^bearer (.*)$/i.exec(request.headers.authorization ?? "");
  if (!found) throw new Refused(401, "il faut se connecter", { "www-authenticate": "Bearer" });
  const claims = claimsOf(found[1]);
  const challenge = 'Bearer error="invalid_token", error_description="not valid"';
  if (!claims) throw new Refused(401, "jeton invalide", { "www-authenticate": challenge });
  return claims;
}

function require_(claims, ...roles) {
  if (!claims.roles.some((role) => roles.includes(role))) throw new Refused(403, "pas ce droit");
}

async function bodyOf(request) {
  const text = await buffer(request);
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    throw new Refused(415, "le corps n'est pas déclaré comme du JSON");
  }
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refused(400, "le corps n'est pas du JSON");
  }
  if (!isObject(body)) throw new Refused(422, "le corps n'est pas un objet");
  return body;
}

const products = [];

const ROUTES = {
  "/api/login": {
    async POST(request) {
      const { username, password } = await bodyOf(request);
      if (!isText(username) || !isText(password)) throw new Refused(422, "deux chaînes");
      const { roles } = await attempt(username, password);
      const body = { token: issue(username, roles), expire_dans: DURATION };
      return [200, body, { "cache-control": "no-store" }];
    },
  },
  "/api/profil": {
    GET(request) {
      const { sub, roles } = identify(request);
      return [200, { username: sub, roles }];
    },
  },
  "/api/logout": {
    POST(request) {
      revoked.add(identify(request).jti);
      return [204];
    },
  },
  "/api/produits": {
    GET(request) {
      require_(identify(request), "lecteur", "admin");
      return [200, { produits: products }];
    },
    async POST(request) {
      require_(identify(request), "admin");
      const { nom } = await bodyOf(request);
      const length = isText(nom) ? [...nom].length : 0;
      if (length < 1 || length > 100) throw new Refused(422, "nom : de 1 à 100 caractères");
      products.push(nom);
      return [201, { nom }];
    },
  },
};

async function respond(request) {
  const routes = ROUTES[request.url.split("?")[0]];
  if (!routes) throw new Refused(404, "chemin inconnu");
  const handler = routes[request.method];
  if (!handler) throw new Refused(405, "méthode", { allow: Object.keys(routes).join(", ") });
  return handler(request);
}

async function serve(request, response) {
  let [status, body, headers] = [500, { erreur: "erreur interne" }, {}];
  try {
    [status, body, headers] = await respond(request);
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error.name);
    else [status, body, headers] = [error.status, { erreur: error.message }, error.headers];
  }
  request.resume();
  const text = body === undefined ? undefined : JSON.stringify(body);
  const typed = text === undefined ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...typed, ...headers }).end(text);
}

function certificate() {
  const { TLS_CERT, TLS_KEY } = process.env;
  if (TLS_CERT === undefined && TLS_KEY === undefined) return undefined;
  try {
    return { cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) };
  } catch {
    return stop("TLS_CERT and TLS_KEY must both name files that can be read");
  }
}

const tls = certificate();
const server = tls ? https.createServer(tls, serve) : http.createServer(serve);
server.listen(Number(process.env.PORT ?? 5000), "127.0.0.1");
