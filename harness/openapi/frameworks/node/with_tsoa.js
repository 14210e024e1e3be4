// The catalogue in tsoa, which reads the types of `controller.ts`.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { generateSpec } from '@tsoa/cli';

import { TITLE, show } from './catalogue.js';

const controller = fileURLToPath(new URL('controller.ts', import.meta.url));
const outputDirectory = await mkdtemp(join(tmpdir(), 'tsoa-'));
const spec = {
  entryFile: controller,
  outputDirectory,
  basePath: '/',
  noImplicitAdditionalProperties: 'throw-on-extras',
  specVersion: '3.1',
  name: TITLE,
  version: '1.0.0',
};
await generateSpec(spec, { experimentalDecorators: true });
show(JSON.parse(await readFile(join(outputDirectory, 'swagger.json'), 'utf8')));
await rm(outputDirectory, { recursive: true });
