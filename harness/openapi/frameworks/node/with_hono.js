// The catalogue in Hono, described by @hono/zod-openapi: the schemas are Zod's.

import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi';

import { MOST, NOM, OPERATIONS, TITLE, refusals, show } from './catalogue.js';

const nom = z.string().regex(new RegExp(NOM)).openapi({ example: 'Vélo' });
const amount = z.int().min(0).max(MOST);

const Produit = z
  .strictObject({
    id: z.int(),
    nom: z.string().min(1).max(100),
    prix_centimes: amount,
    stock: amount,
  })
  .openapi('Produit');
const Creation = z
  .strictObject({ nom, prix_centimes: amount, stock: amount.optional() })
  .openapi('Creation');
const Remplacement = z
  .strictObject({ nom, prix_centimes: amount, stock: amount })
  .openapi('Remplacement');
const Modification = Remplacement.partial().openapi('Modification');
const Retrait = z.strictObject({ quantite: z.int().min(1) }).openapi('Retrait');
const Page = z
  .strictObject({ produits: z.array(Produit), suivant: z.int().nullable() })
  .openapi('Page');
const Erreur = z.strictObject({ erreur: z.string().min(1) }).openapi('Erreur');

const params = z.object({
  id: z.coerce
    .number()
    .int()
    .openapi({ type: 'integer', param: { name: 'id', in: 'path', required: true }, example: 7 }),
});
const query = z.object({
  limite: z.coerce.number().int().min(1).max(100).default(20),
  apres: z.coerce.number().int().min(0).nullish(),
  q: z.string().optional(),
});

const app = new OpenAPIHono();
const json = (schema) => ({ 'application/json': { schema } });

const route = (method, path, name, answer, request) => {
  const { summary, success } = OPERATIONS[name];
  const response = (description) => ({ description, content: json(Erreur) });
  const responses = { [success]: answer, ...refusals(name, response) };
  const described = { operationId: name, summary, tags: ['produits'], request, responses };
  app.openapi(createRoute({ method, path, ...described }), () => {});
};

const produit = { description: 'Le produit', content: json(Produit) };
const body = (schema) => ({ required: true, content: json(schema) });
const ONE = '/api/produits/{id}';

route('get', '/api/produits', 'lister', { description: 'Une page', content: json(Page) }, { query });
route('post', '/api/produits', 'creer', produit, { body: body(Creation) });
route('get', ONE, 'lire', produit, { params });
route('put', ONE, 'remplacer', produit, { params, body: body(Remplacement) });
route('patch', ONE, 'modifier', produit, { params, body: body(Modification) });
route('delete', ONE, 'supprimer', { description: 'Supprimé' }, { params });
route('post', `${ONE}/retrait`, 'retirer', produit, { params, body: body(Retrait) });

show(app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: TITLE, version: '1.0.0' } }));
