// The catalogue in oRPC: the schemas are Zod's, and path, query and body are one input.

import { OpenAPIGenerator } from '@orpc/openapi';
import { os } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';

import { MOST, NOM, OPERATIONS, TITLE, refusals, show } from './catalogue.js';

const nom = z.string().regex(new RegExp(NOM));
const amount = z.int().min(0).max(MOST);

const Produit = z.strictObject({
  id: z.int(),
  nom: z.string().min(1).max(100),
  prix_centimes: amount,
  stock: amount,
});
const Creation = z.strictObject({ nom, prix_centimes: amount, stock: amount.optional() });
const Remplacement = z.strictObject({ nom, prix_centimes: amount, stock: amount });
const Modification = Remplacement.partial();
const Retrait = z.strictObject({ quantite: z.int().min(1) });
const Page = z.strictObject({ produits: z.array(Produit), suivant: z.int().nullable() });

const params = z.object({ id: z.int() });
const query = z
  .object({
    limite: z.int().min(1).max(100).default(20),
    apres: z.int().min(0).nullish(),
    q: z.string().optional(),
  })
  .optional();

const route = (method, path, name, input, output) => {
  const { summary, success } = OPERATIONS[name];
  const error = (description) => ({
    description,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { erreur: { type: 'string' } },
          required: ['erreur'],
        },
      },
    },
  });
  const spec = (operation) => ({
    ...operation,
    responses: { ...operation.responses, ...refusals(name, error) },
  });
  const described = { operationId: name, summary, tags: ['produits'], successStatus: success };
  const procedure = os.route({ method, path, inputStructure: 'detailed', ...described, spec });
  return procedure.input(z.object(input)).output(output).handler(() => {});
};

const ONE = '/api/produits/{id}';
const router = {
  list: route('GET', '/api/produits', 'lister', { query }, Page),
  create: route('POST', '/api/produits', 'creer', { body: Creation }, Produit),
  read: route('GET', ONE, 'lire', { params }, Produit),
  replace: route('PUT', ONE, 'remplacer', { params, body: Remplacement }, Produit),
  change: route('PATCH', ONE, 'modifier', { params, body: Modification }, Produit),
  remove: route('DELETE', ONE, 'supprimer', { params }, z.undefined()),
  withdraw: route('POST', `${ONE}/retrait`, 'retirer', { params, body: Retrait }, Produit),
};

const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
show(await generator.generate(router, { info: { title: TITLE, version: '1.0.0' } }));
