// Lab 07 in Node (18 or later) with amqplib: orders that go through RabbitMQ and end in a file. It
// shares nothing with the reference solution.
//
//     harness/openapi/frameworks/install
//     PORT=5000 AMQP_URL=amqp://… DATABASE_URL=sqlite://commandes.db node messages.mjs
//
// Node 18 has no SQLite. The database is a journal: one line of JSON for each change, on disk before
// anybody hears of it, and read again at the start.

import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, truncateSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const PACKAGES = new URL("../../../target/frameworks/", import.meta.url);

const QUEUE = process.env.FILE_COMMANDES ?? "commandes";
const REJECTS = `${QUEUE}.rejets`;
const BROKER = new URL(process.env.AMQP_URL ?? "amqp://guest:guest@127.0.0.1:5672/%2f");
BROKER.searchParams.set("heartbeat", "2");

// In milliseconds. A broker that falls silent leaves its connections as they are, and amqplib waits for
// two heartbeats: so each connection asks the broker for an answer every second.
const CONNECT = 1500; // from the first packet to the declared queues
const ANSWER = 2000;
const UPKEEP = 1000;
const PAUSE = 300; // between two connections
const PATIENCE = 2300; // that a client waits for the broker

const PREFETCH = 20;

class Refused extends Error {
  constructor(status, text, headers = {}) {
    super(text);
    Object.assign(this, { status, headers });
  }
}

const amqp = loaded("amqplib");

function loaded(name) {
  try {
    return createRequire(PACKAGES)(name);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error(`${name} is missing: run harness/openapi/frameworks/install`);
    process.exit(1);
  }
}

// The promise, or an error when it takes longer.
async function within(delay, promise) {
  const controller = new AbortController();
  const late = async () => {
    await sleep(delay, undefined, { signal: controller.signal });
    throw new Error("pas de réponse à temps");
  };
  try {
    return await Promise.race([promise, late()]);
  } finally {
    controller.abort();
  }
}

// --- The rules -----------------------------------------------------------------------------

const TOKENS = /"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*/g;
const INTEGER = /^-?\d+$/;

// What a JSON text says, and the same with its integers as texts: a number of JavaScript does not hold
// an id of twenty digits.
function parsed(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const body = JSON.parse(text);
  const quoted = (token) => (INTEGER.test(token) ? `"${token}"` : token);
  return [body, JSON.parse(text.replace(TOKENS, quoted))];
}

function checked(body) {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refused(422, "un objet est attendu");
  }
  const { produit, quantite } = body;
  // With `u` a character is a code point, and half a surrogate pair is none.
  if (typeof produit !== "string" || !/^[^\ud800-\udfff]{1,100}$/u.test(produit)) {
    throw new Refused(422, "produit : un texte de 1 à 100 caractères");
  }
  if (!Number.isInteger(quantite) || quantite < 1 || quantite > 1000) {
    throw new Refused(422, "quantite : un entier de 1 à 1000");
  }
  return { produit, quantite };
}

// The id of a message: 7 and "7" are the same.
function checkedId({ id }, { id: written }) {
  if (typeof id === "number" && INTEGER.test(written)) return written === "-0" ? "0" : written;
  if (typeof id === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(id)) return id;
  throw new Refused(422, "id : un entier, ou de 1 à 64 caractères parmi A-Z a-z 0-9 . _ -");
}

// --- The journal ---------------------------------------------------------------------------

const PENDING = "en attente";
const HANDLED = "traitée";

class Journal {
  orders = new Map();
  sold = new Map();
  waiting = [];
  isWriting = false;

  static async open(path) {
    const journal = new Journal();
    closeSync(openSync(path, "a"));
    const text = readFileSync(path);
    // A line without an end was not finished: nobody heard of it.
    const end = text.lastIndexOf("\n") + 1;
    truncateSync(path, end);
    for (const line of text.toString("utf8", 0, end).split("\n").slice(0, -1)) {
      journal.apply(JSON.parse(line));
    }
    journal.file = await open(path, "a");
    return journal;
  }

  // Ends when the change is on disk and shows.
  write(change) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ change, resolve, reject });
      this.flush();
    });
  }

  // The lines that gather while the disk is busy are written together.
  async flush() {
    if (this.isWriting) return;
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0);
      try {
        await this.file.appendFile(group.map(({ change }) => `${JSON.stringify(change)}\n`).join(""));
        await this.file.datasync();
      } catch (error) {
        // What is in the file is unknown from here on: the next start reads it.
        console.error(error);
        process.exit(1);
      }
      for (const { change, resolve } of group) {
        this.apply(change);
        resolve();
      }
    }
    this.isWriting = false;
  }

  // The first change with an id says what was ordered. Later ones can only say that it is handled, and
  // an order is handled once.
  apply({ id, etat, ...ordered }) {
    const order = this.orders.get(id) ?? { id, ...ordered, etat: PENDING };
    this.orders.set(id, order);
    if (etat !== HANDLED || order.etat === HANDLED) return;
    order.etat = HANDLED;
    this.sold.set(order.produit, this.soldOf(order.produit) + order.quantite);
  }

  soldOf(produit) {
    return this.sold.get(produit) ?? 0;
  }
}

const URL_OF_DATABASE = process.env.DATABASE_URL ?? "sqlite://commandes.db";
const PATH = decodeURIComponent(URL_OF_DATABASE.split("?")[0].replace(/^sqlite:(\/\/)?/, ""));
const journal = await Journal.open(PATH);

// --- The broker ----------------------------------------------------------------------------

async function declare(channel) {
  const deadLetters = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": REJECTS };
  await channel.assertQueue(REJECTS, { durable: true });
  await channel.assertQueue(QUEUE, { durable: true, arguments: deadLetters });
}

// A channel of a new connection, with its queues declared. The signal ends the connection.
async function connected(signal) {
  const connection = await amqp.connect(BROKER.href, { signal, noDelay: true });
  connection.on("error", () => {}); // the channel closes too
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  await declare(channel);
  return channel;
}

// Declares the queues again and again: a deleted one comes back, and a silent broker shows.
async function upkeep(channel, signal) {
  for (;;) {
    await sleep(UPKEEP, undefined, { signal });
    await within(ANSWER, declare(channel));
  }
}

// Whatever ends a connection, the next one begins after a pause.
async function always(use) {
  for (;;) {
    const controller = new AbortController();
    const { signal } = controller;
    try {
      const channel = await within(CONNECT, connected(signal));
      const ended = new Promise((_, reject) => {
        channel.on("close", () => reject(new Error("la connexion a pris fin")));
        signal.addEventListener("abort", () => reject(new Error("la connexion est abandonnée")));
      });
      await Promise.race([ended, upkeep(channel, signal), use(channel, controller)]);
    } catch (error) {
      console.error(`${use.name} : pas de courtier (${error.message || error.code || error.name})`);
    }
    controller.abort();
    await sleep(PAUSE);
  }
}

// The channel on which requests publish, as soon as there is one.
const outlet = {};
withoutOutlet();

function withoutOutlet() {
  outlet.opened = new Promise((resolve) => (outlet.open = resolve));
}

async function publishing(channel, controller) {
  const returned = new Set();
  channel.on("return", ({ properties }) => returned.add(properties.messageId));
  controller.signal.addEventListener("abort", withoutOutlet);
  outlet.open({ channel, returned, giveUp: () => controller.abort() });
  await new Promise(() => {});
}

// When this ends, the order is in the queue.
async function publish(order) {
  const attempt = { isLate: false };
  try {
    await within(PATIENCE, published(order, attempt));
  } catch (error) {
    attempt.isLate = true;
    if (error instanceof Refused) throw error;
    attempt.giveUp?.(); // and the next order finds another connection
    throw new Refused(503, "le courtier ne répond pas");
  }
}

async function published(order, attempt) {
  const { channel, returned, giveUp } = await outlet.opened;
  if (attempt.isLate) return;
  attempt.giveUp = giveUp;
  const { id: messageId } = order;
  const body = Buffer.from(JSON.stringify(order));
  const options = { mandatory: true, persistent: true, contentType: "application/json", messageId };
  await new Promise((resolve, reject) => {
    channel.publish("", QUEUE, body, options, (error) => (error ? reject(error) : resolve()));
  });
  // What no queue takes is sent back before it is confirmed.
  if (returned.delete(messageId)) throw new Refused(503, "aucune file n'a pris la commande");
}

async function consuming(channel) {
  await within(ANSWER, channel.prefetch(PREFETCH));
  await new Promise((_, reject) => {
    const handled = (message) => {
      // The broker cancels the consumer when the queue is deleted.
      if (message === null) return reject(new Error("la file a disparu"));
      handle(channel, message).catch(reject);
    };
    within(ANSWER, channel.consume(QUEUE, handled)).catch(reject);
  });
}

// Nothing is awaited before the change is in the journal's line, so the messages keep their order.
async function handle(channel, message) {
  let order;
  try {
    const [body, written] = parsed(message.content);
    order = { ...checked(body), id: checkedId(body, written) };
  } catch (error) {
    console.error(`message mis de côté : ${error.message}`);
    return channel.reject(message, false);
  }
  await journal.write({ ...order, etat: HANDLED });
  channel.ack(message);
}

// --- The routes ----------------------------------------------------------------------------

async function create(request) {
  const type = (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "application/json") throw new Refused(415, "le corps n'est pas annoncé comme du JSON");
  const bytes = await buffer(request);
  let body;
  try {
    [body] = parsed(bytes);
  } catch {
    throw new Refused(400, "JSON mal formé");
  }
  const order = { id: randomUUID(), ...checked(body) };
  await publish(order);
  await journal.write({ ...order, etat: PENDING });
  return [202, { ...order, etat: PENDING }, { Location: `/api/commandes/${order.id}` }];
}

function read(id) {
  const order = journal.orders.get(decoded(id, 404));
  if (!order) throw new Refused(404, "commande inconnue");
  return [200, order, {}];
}

function sales(name) {
  const produit = decoded(name, 400);
  return [200, { produit, vendu: journal.soldOf(produit) }, {}];
}

// A part of a path. A plus is a plus, and a lone `%` is one too.
function decoded(text, status) {
  const byte = (_, hex) => String.fromCharCode(Number.parseInt(hex, 16));
  const bytes = Buffer.from(text.replace(/%([0-9a-f]{2})/gi, byte), "latin1");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused(status, "ce n'est pas de l'UTF-8");
  }
}

const ROUTES = [
  [/^\/api\/commandes$/, "POST", create],
  [/^\/api\/commandes\/([^/]+)$/, "GET", (_, id) => read(id)],
  [/^\/api\/ventes\/([^/]+)$/, "GET", (_, name) => sales(name)],
];

async function respond(request) {
  const path = request.url.split("?")[0];
  for (const [pattern, method, handler] of ROUTES) {
    const found = pattern.exec(path);
    if (!found) continue;
    if (request.method !== method) throw new Refused(405, "méthode refusée", { Allow: method });
    return handler(request, found[1]);
  }
  throw new Refused(404, "chemin inconnu");
}

always(consuming);
always(publishing);

createServer(async (request, response) => {
  let answer;
  try {
    answer = await respond(request);
  } catch (error) {
    const status = error.status ?? 500;
    if (status === 500) console.error(error);
    answer = [status, { erreur: error.message || "panne" }, error.headers ?? {}];
  }
  const [status, body, headers] = answer;
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}).listen(Number(process.env.PORT ?? 5000), "127.0.0.1");
