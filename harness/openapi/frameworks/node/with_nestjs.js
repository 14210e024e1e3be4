// The catalogue in NestJS, described by @nestjs/swagger: `nestjs.ts`, compiled.

import { readFile, writeFile } from 'node:fs/promises';

import ts from 'typescript';

const source = await readFile(new URL('nestjs.ts', import.meta.url), 'utf8');
const { outputText } = ts.transpileModule(source, {
  compilerOptions: {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  },
});
const compiled = new URL('nestjs.js', import.meta.url);
await writeFile(compiled, outputText);
await import(compiled);
