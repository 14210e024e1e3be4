// Lab 03 in Node (20.10 or later), without a package: the health parameters of patients, kept in a
// JSON file. It shares nothing with the reference solution.
//
//     PORT=5000 PATIENTS=patients.json node health.mjs

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const PATIENTS = process.env.PATIENTS ?? "patients.json";

// In the order of the alphabet: values are written in the order of their rules, and the keys of the
// file are sorted.
const RULES = {
  age: integer(0, 150),
  frequence_cardiaque: integer(20, 250),
  poids_kg: number(0.5, 500),
  taille_cm: number(30, 260),
  tension: { diastolique: integer(20, 300), systolique: integer(20, 300) },
};

// What some version of YAML does not print, or takes for the end of a line. (YAML 1.2.2, section 5)
const UNPRINTED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

// --- The routes ----------------------------------------------------------------------------

// A path is matched as it came and decoded afterwards: %2F is a slash inside a name.
const routes = [
  [/^\/api\/sante$/, { GET: names }],
  [/^\/api\/sante\/([^/]+)$/, { GET: read, PUT: place, DELETE: remove }],
];

function names() {
  return json(200, [...patients.keys()]);
}

function read(request, nom) {
  const fiche = record(nom, patients.get(nom) ?? unknown());
  if (!prefersYaml(request.headers.accept)) return json(200, fiche);
  return { status: 200, headers: { "content-type": "application/yaml" }, body: yaml(fiche) };
}

async function place(request, nom) {
  const parametres = checked(await jsonBody(request));
  const status = patients.has(nom) ? 200 : 201;
  save(new Map(patients).set(nom, parametres));
  return json(status, record(nom, parametres));
}

function remove(request, nom) {
  const others = new Map(patients);
  if (!others.delete(nom)) unknown();
  save(others);
  return { status: 204 };
}

function unknown() {
  throw new Refusal(404, "patient inconnu");
}

// --- What a patient is ---------------------------------------------------------------------

function checked(value) {
  const parametres = kept(value, RULES, "parametres");
  if (parametres.tension.diastolique >= parametres.tension.systolique) {
    throw new Refusal(422, "diastolique doit être inférieure à systolique");
  }
  return parametres;
}

/** The value, if it keeps the rule. */
function kept(value, rule, name) {
  if (typeof rule === "function") {
    if (!rule(value)) throw new Refusal(422, `${name} : ${rule.says}`);
    return value;
  }
  const keys = Object.keys(rule);
  const given = Object.keys(Object(value));
  if (given.length !== keys.length || !keys.every((key) => given.includes(key))) {
    throw new Refusal(422, `${name} : ${keys.join(", ")}, tous et eux seuls`);
  }
  return Object.fromEntries(keys.map((key) => [key, kept(value[key], rule[key], key)]));
}

function number(least, most) {
  const rule = (value) => typeof value === "number" && least <= value && value <= most;
  return Object.assign(rule, { says: `un nombre de ${least} à ${most}` });
}

/** JSON has one kind of number: what is written 62.0 is the integer 62. */
function integer(least, most) {
  const rule = (value) => Number.isInteger(value) && least <= value && value <= most;
  return Object.assign(rule, { says: `un entier de ${least} à ${most}` });
}

function record(nom, parametres) {
  return { nom, imc: imc(parametres), ...parametres };
}

/** kg / m² to one decimal, calculated on the decimals as written: no double is 80.6. */
function imc({ poids_kg, taille_cm }) {
  const [kg, kgUnit] = fraction(poids_kg);
  const [cm, cmUnit] = fraction(taille_cm);
  // In tenths it is a / b, since 1 m² is 10⁴ cm²; (2 a + b) / 2 b rounds that.
  const a = 100_000n * kg * cmUnit ** 2n;
  const b = kgUnit * cm ** 2n;
  return Number((2n * a + b) / (2n * b)) / 10;
}

/** A decimal as two integers: 75.5 is 755 / 10. */
function fraction(decimal) {
  const [whole, tail = ""] = String(decimal).split(".");
  return [BigInt(whole + tail), 10n ** BigInt(tail.length)];
}

/** In block style. JSON's numbers and strings are YAML's, but for a few letters. */
function yaml(fields, indent = "") {
  const lines = Object.entries(fields).map(([key, value]) => {
    if (typeof value === "object") return `${indent}${key}:\n${yaml(value, `${indent}  `)}`;
    const scalar = JSON.stringify(value).replace(UNPRINTED, escaped);
    return `${indent}${key}: ${scalar}\n`;
  });
  return lines.join("");
}

function escaped(letter) {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Whether a header `Accept` ranks YAML above JSON. (RFC 9110, section 12.5.1) */
function prefersYaml(accept = "*/*") {
  const ranges = accept.toLowerCase().split(",").map((range) => {
    const [type, ...parameters] = range.split(";").map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    return [type, weight ? Number(weight.slice(2)) : 1];
  });
  const weights = new Map(ranges);
  const rank = (type) =>
    weights.get(type) ?? weights.get("application/*") ?? weights.get("*/*") ?? 0;
  return rank("application/yaml") > rank("application/json");
}

// --- The file ------------------------------------------------------------------------------

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The patients by name: in a Map, for an object would bring the name "42" to the front. */
function load() {
  try {
    const content = JSON.parse(utf8.decode(readFileSync(PATIENTS)));
    if (Object(content) !== content || Array.isArray(content)) throw Error("un objet est attendu");
    const entries = Object.entries(content);
    if (!entries.every(([nom]) => nom.isWellFormed())) throw Error("un nom n'est pas un texte");
    return sorted(entries.map(([nom, parametres]) => [nom, checked(parametres)]));
  } catch (error) {
    const [reason] = error.message.split("\n");
    console.error(`${PATIENTS} : ${reason}`);
    process.exit(1);
  }
}

/**
 * Replaces the file in one step: whoever reads it finds the old content or the new.
 *
 * Nothing else runs meanwhile, for all of it is synchronous: changes need no other lock.
 */
function save(changed) {
  const content = sorted(changed);
  const members = Array.from(
    content,
    ([nom, parametres]) => `${JSON.stringify(nom)}: ${JSON.stringify(parametres, null, 2)}`,
  );
  const lines = `\n${members.join(",\n")}`.replaceAll("\n", "\n  ");
  const text = members.length > 0 ? `{${lines}\n}\n` : "{}\n";
  const beside = `${PATIENTS}.tmp`;
  writeFileSync(beside, text, { flush: true }); // down to the disk, fsync included
  renameSync(beside, PATIENTS);
  patients = content;
}

/** By code point, the order of UTF-8's bytes; JavaScript compares the halves of an emoji. */
function sorted(entries) {
  const compare = ([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return new Map([...entries].sort(compare));
}

// --- The server ----------------------------------------------------------------------------

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

async function jsonBody(request) {
  const declared = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(declared)) throw new Refusal(415, "du JSON est attendu");
  try {
    return JSON.parse(utf8.decode(await buffer(request)));
  } catch {
    throw new Refusal(400, "le corps n'est pas du JSON");
  }
}

async function answer(request) {
  const [path] = request.url.split("?");
  const [pattern, methods] = routes.find(([pattern]) => pattern.test(path)) ?? [];
  if (!pattern) throw new Refusal(404, "chemin inconnu");
  const handler = methods[request.method === "HEAD" ? "GET" : request.method];
  if (!handler) {
    const allow = Object.keys(methods).join(", ");
    throw new Refusal(405, `seulement ${allow}`, { allow });
  }
  return handler(request, ...pattern.exec(path).slice(1).map(decoded));
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "le chemin n'est pas en UTF-8");
  }
}

function refuse(error) {
  if (error instanceof Refusal) return json(error.status, { erreur: error.message }, error.headers);
  console.error(error);
  return json(500, { erreur: "erreur interne" });
}

function json(status, value, headers = {}) {
  const type = { "content-type": "application/json" };
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(value) };
}

let patients = load();

const server = createServer(async (request, response) => {
  const { status, headers, body } = await answer(request).catch(refuse);
  response.writeHead(status, headers).end(body);
});
server.listen(process.env.PORT ?? 5000, "127.0.0.1");
