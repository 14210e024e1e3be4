// Lab 06 in Node (20.10 or later), without a package: orders, with what two other services know. It
// shares nothing with the reference solution.
//
//     PORT=5000 UTILISATEURS_URL=http://… PRODUITS_URL=http://… node calls.mjs

import { randomUUID } from "node:crypto";
import { Agent, createServer, get } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const DELAY = Number(process.env.DELAI_MS ?? 500);
const OPEN_FOR = Number(process.env.OUVERTURE_MS ?? 1000);
const PATIENCE = 4000;
const MAX_BODY = 1024 * 1024;
const AWAY = "Service indisponible après plusieurs tentatives";

class Refused extends Error {
  constructor(status, text, headers = {}) {
    super(text);
    Object.assign(this, { status, headers });
  }
}

class Transient extends Error {}

const away = () => new Refused(503, AWAY, { "Retry-After": "2" });

// --- The other services --------------------------------------------------------------------

class Service {
  constructor(url) {
    this.url = url;
    this.agent = new Agent({ keepAlive: true });
    this.state = { name: "closed", failures: 0 };
  }

  async get(path, requestId, signal) {
    for (const [from, to] of [[50, 200], [100, 400], [0, 0]]) {
      try {
        return await this.guarded(path, requestId, signal);
      } catch (error) {
        if (!(error instanceof Transient) || to === 0) throw error instanceof Transient ? away() : error;
        await sleep(from + Math.random() * (to - from), undefined, { signal });
      }
    }
  }

  // One attempt, if the circuit breaker lets it through.
  async guarded(path, requestId, signal) {
    const { name, until } = this.state;
    if (name === "trying" || (name === "open" && Date.now() < until)) throw away();
    const trial = name === "open" && (this.state = { name: "trying" });
    try {
      const found = await this.attempt(path, requestId, signal);
      this.succeeded(trial);
      return found;
    } catch (error) {
      if (signal.aborted) {
        // Nobody waits for it any more: the next attempt takes its place.
        if (trial && this.state === trial) this.state = { name: "open", until: 0 };
      } else if (error instanceof Transient) {
        this.failed(trial);
      } else {
        this.succeeded(trial);
      }
      throw error;
    }
  }

  succeeded(trial) {
    if (trial || this.state.name === "closed") this.state = { name: "closed", failures: 0 };
  }

  failed(trial) {
    if (!trial && this.state.name !== "closed") return;
    const failures = (this.state.failures ?? 0) + 1;
    const opens = trial || failures >= 5;
    this.state = opens ? { name: "open", until: Date.now() + OPEN_FOR } : { name: "closed", failures };
  }

  async attempt(path, requestId, signal) {
    const { status, body } = await this.response(path, requestId, signal);
    if (status === 404) throw new Refused(422, "utilisateur ou produit inconnu");
    if (status !== 200) throw new Refused(502, "statut inattendu");
    let found;
    try {
      found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    } catch {
      throw new Refused(502, "réponse illisible");
    }
    const promised = isObject(found) && Number.isInteger(found.id) && typeof found.nom === "string";
    if (!promised) throw new Refused(502, "réponse inattendue");
    return found;
  }

  response(path, requestId, signal) {
    return new Promise((resolve, reject) => {
      const headers = { "X-Request-Id": requestId };
      const request = get(this.url + path, { agent: this.agent, headers });
      const stop = (error) => {
        request.destroy();
        reject(error);
      };
      const timer = setTimeout(() => stop(new Transient("trop lent")), DELAY);
      signal.addEventListener("abort", () => stop(signal.reason), { once: true });
      request.on("close", () => clearTimeout(timer));
      request.on("error", (error) => reject(new Transient(error.message)));
      request.on("response", (response) => {
        const status = response.statusCode;
        if (status >= 500 || status === 429) {
          response.resume();
          return reject(new Transient(`statut ${status}`));
        }
        const chunks = [];
        let length = 0;
        response.on("data", (chunk) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length > MAX_BODY) stop(new Refused(502, "réponse trop longue"));
        });
        response.on("error", (error) => reject(new Transient(error.message)));
        response.on("end", () => {
          if (!response.complete) return reject(new Transient("réponse interrompue"));
          resolve({ status, body: Buffer.concat(chunks) });
        });
      });
    });
  }
}

const users = new Service(process.env.UTILISATEURS_URL);
const products = new Service(process.env.PRODUITS_URL);

// --- The orders ----------------------------------------------------------------------------

const orders = new Map();

async function create(request, requestId) {
  const { utilisateur, lignes } = checked(await bodyOf(request));
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(away()), PATIENCE);
  try {
    const ids = [...new Set(lignes.map((ligne) => ligne.produit))];
    const [user, ...found] = await Promise.all([
      users.get(`/api/utilisateurs/${utilisateur}`, requestId, signal),
      ...ids.map((id) => product(id, requestId, signal)),
    ]);
    const known = new Map(ids.map((id, index) => [id, found[index]]));
    return kept(user, lignes.map((ligne) => line(ligne, known.get(ligne.produit))));
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
    controller.abort(new Error("terminé"));
  }
}

function line({ produit, quantite }, { nom, prix_centimes }) {
  const total_centimes = prix_centimes * quantite;
  return { produit, nom, quantite, prix_centimes, total_centimes };
}

function kept({ id: user, nom }, lignes) {
  const id = `c-${orders.size + 1}`;
  const total_centimes = lignes.reduce((sum, ligne) => sum + ligne.total_centimes, 0);
  const order = { id, utilisateur: { id: user, nom }, lignes, total_centimes };
  orders.set(id, order);
  return [201, order, { Location: `/api/commandes/${id}` }];
}

async function product(id, requestId, signal) {
  const found = await products.get(`/api/produits/${id}`, requestId, signal);
  if (!Number.isSafeInteger(found.prix_centimes) || found.prix_centimes < 0) {
    throw new Refused(502, "prix inattendu");
  }
  return found;
}

async function bodyOf(request) {
  const type = (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "application/json") throw new Refused(415, "le corps n'est pas annoncé comme du JSON");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await buffer(request)));
  } catch {
    throw new Refused(400, "JSON mal formé");
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function checked(body) {
  const lines = isObject(body) && Number.isInteger(body.utilisateur) ? body.lignes : undefined;
  if (!Array.isArray(lines) || lines.length < 1 || lines.length > 20) {
    throw new Refused(422, "une commande a un utilisateur et de 1 à 20 lignes");
  }
  const isLine = (line) =>
    isObject(line) &&
    Number.isInteger(line.produit) &&
    Number.isInteger(line.quantite) &&
    line.quantite >= 1 &&
    line.quantite <= 1000;
  if (!lines.every(isLine)) throw new Refused(422, "une ligne a un produit et une quantité de 1 à 1000");
  return body;
}

function read(id) {
  const order = orders.get(id);
  if (!order) throw new Refused(404, "commande inconnue");
  return [200, order, {}];
}

// --- The server ----------------------------------------------------------------------------

async function respond(request, requestId) {
  const path = request.url.split("?")[0];
  const allowed = (method) => {
    if (request.method !== method) throw new Refused(405, "méthode refusée", { Allow: method });
  };
  if (path === "/api/commandes") {
    allowed("POST");
    return create(request, requestId);
  }
  const found = /^\/api\/commandes\/([^/]+)$/.exec(path);
  if (!found) throw new Refused(404, "chemin inconnu");
  allowed("GET");
  return read(found[1]);
}

createServer(async (request, response) => {
  const given = request.headers["x-request-id"] ?? "";
  const requestId = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
  let answer;
  try {
    answer = await respond(request, requestId);
  } catch (error) {
    const status = error.status ?? 500;
    if (status === 500) console.error(error);
    answer = [status, { erreur: error.message || "panne" }, error.headers ?? {}];
  }
  const [status, body, headers] = answer;
  const all = { "Content-Type": "application/json", "X-Request-Id": requestId, ...headers };
  response.writeHead(status, all).end(JSON.stringify(body));
}).listen(Number(process.env.PORT ?? 5000), "127.0.0.1");
