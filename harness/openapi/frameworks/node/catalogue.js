// What the programs in JavaScript share: the rules of the catalogue, and how a document is printed.

import { readFileSync } from 'node:fs';

const RULES = JSON.parse(readFileSync(new URL('../catalogue.json', import.meta.url), 'utf8'));

export const { most: MOST, nom: NOM, title: TITLE, operations: OPERATIONS } = RULES;

/** The statuses of the refusals of an operation, and what each means. */
export const errors = (name) =>
  OPERATIONS[name].errors.map((status) => [status, RULES.errors[status]]);

/** An object with one entry for each refusal of an operation. */
export const refusals = (name, of) =>
  Object.fromEntries(errors(name).map(([status, text]) => [status, of(text)]));

export const show = (document) => console.log(JSON.stringify(document));
