// The catalogue in Fastify, described by @fastify/swagger: the schemas are those that validate.

import swagger from '@fastify/swagger';
import Fastify from 'fastify';

import { MOST, NOM, OPERATIONS, TITLE, refusals, show } from './catalogue.js';

const amount = { type: 'integer', minimum: 0, maximum: MOST };
const nom = { type: 'string', pattern: NOM };
const strict = ($id, properties, required = Object.keys(properties)) => ({
  $id,
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const SCHEMAS = [
  strict('Produit', {
    id: { type: 'integer' },
    nom: { type: 'string', minLength: 1, maxLength: 100 },
    prix_centimes: amount,
    stock: amount,
  }),
  strict('Creation', { nom, prix_centimes: amount, stock: { ...amount, default: 0 } }, [
    'nom',
    'prix_centimes',
  ]),
  strict('Remplacement', { nom, prix_centimes: amount, stock: amount }),
  strict('Modification', { nom, prix_centimes: amount, stock: amount }, []),
  strict('Retrait', { quantite: { type: 'integer', minimum: 1 } }),
  strict('Page', {
    produits: { type: 'array', items: { $ref: 'Produit#' } },
    suivant: { type: ['integer', 'null'] },
  }),
  strict('Erreur', { erreur: { type: 'string', minLength: 1 } }),
];

const app = Fastify();
await app.register(swagger, {
  openapi: {
    openapi: '3.1.0',
    info: { title: TITLE, version: '1.0.0' },
    tags: [{ name: 'produits', description: 'Les produits' }],
  },
  refResolver: { buildLocalReference: (json) => json.$id },
});
SCHEMAS.forEach((schema) => app.addSchema(schema));

const route = (method, url, name, answer, more = {}) => {
  const { summary, success } = OPERATIONS[name];
  const reference = (text) => ({ description: text, $ref: 'Erreur#' });
  const response = { [success]: answer, ...refusals(name, reference) };
  const schema = { operationId: name, summary, tags: ['produits'], response, ...more };
  app.route({ method, url, schema, handler: () => {} });
};

const produit = { description: 'Le produit', $ref: 'Produit#' };
const body = (name) => ({ $ref: `${name}#` });
const params = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
const querystring = {
  type: 'object',
  properties: {
    limite: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    apres: { type: ['integer', 'null'], minimum: 0 },
    q: { type: 'string' },
  },
};

const page = { description: 'Une page', $ref: 'Page#' };
route('GET', '/api/produits', 'lister', page, { querystring });
route('POST', '/api/produits', 'creer', produit, { body: body('Creation') });
route('GET', '/api/produits/:id', 'lire', produit, { params });
route('PUT', '/api/produits/:id', 'remplacer', produit, { params, body: body('Remplacement') });
route('PATCH', '/api/produits/:id', 'modifier', produit, { params, body: body('Modification') });
const nothing = { type: 'null', description: 'Supprimé' };
route('DELETE', '/api/produits/:id', 'supprimer', nothing, { params });
route('POST', '/api/produits/:id/retrait', 'retirer', produit, { params, body: body('Retrait') });

await app.ready();
show(app.swagger());
