// The catalogue as swagger-jsdoc gathers it from the comments of an Express server.

import { fileURLToPath } from 'node:url';

import swaggerJsdoc from 'swagger-jsdoc';

import { TITLE, show } from './catalogue.js';

show(
  swaggerJsdoc({
    failOnErrors: true,
    definition: { openapi: '3.1.0', info: { title: TITLE, version: '1.0.0' } },
    apis: [fileURLToPath(new URL('routes.js', import.meta.url))],
  }),
);
