import 'reflect-metadata';

import {
  Body,
  Controller,
  DefaultValuePipe,
  Delete,
  Get,
  HttpCode,
  Module,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  Put,
  Query,
  applyDecorators,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiQuery,
  ApiResponse,
  ApiTags,
  DocumentBuilder,
  PartialType,
  PickType,
  SwaggerModule,
} from '@nestjs/swagger';

import { MOST, NOM, OPERATIONS, TITLE, errors, show } from './catalogue.js';

const AMOUNT = { type: 'integer', minimum: 0, maximum: MOST } as const;

class Produit {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Vélo' })
  nom: string;

  @ApiProperty(AMOUNT)
  prix_centimes: number;

  @ApiProperty(AMOUNT)
  stock: number;
}

class Remplacement {
  @ApiProperty({ pattern: NOM })
  nom: string;

  @ApiProperty(AMOUNT)
  prix_centimes: number;

  @ApiProperty(AMOUNT)
  stock: number;
}

class Creation extends PickType(Remplacement, ['nom', 'prix_centimes']) {
  @ApiProperty({ ...AMOUNT, required: false, default: 0 })
  stock?: number;
}

class Modification extends PartialType(Remplacement) {}

class Retrait {
  @ApiProperty({ type: 'integer', minimum: 1 })
  quantite: number;
}

class Page {
  @ApiProperty({ type: [Produit] })
  produits: Produit[];

  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'null' }] })
  suivant: number | null;
}

class Erreur {
  @ApiProperty()
  erreur: string;
}

const Id = ApiParam({ name: 'id', schema: { type: 'integer' } });

const Described = (name: string, type?: Function) => {
  const { summary, success } = OPERATIONS[name];
  const refusals = errors(name).map(([status, description]) =>
    ApiResponse({ status, description, type: Erreur }),
  );
  return applyDecorators(
    ApiOperation({ operationId: name, summary }),
    ApiResponse({ status: success, type, description: 'Le résultat' }),
    ...refusals,
  );
};

@Controller('api/produits')
@ApiTags('produits')
class Produits {
  @Get()
  @ApiQuery({ name: 'limite', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } })
  @ApiQuery({ name: 'apres', required: false, schema: { type: ['integer', 'null'], minimum: 0 } })
  @ApiQuery({ name: 'q', required: false, type: String })
  @Described('lister', Page)
  list(
    @Query('limite', new DefaultValuePipe(20), ParseIntPipe) limite: number,
    @Query('apres') apres: number | null,
    @Query('q') q?: string,
  ) {}

  @Post()
  @Described('creer', Produit)
  create(@Body() creation: Creation) {}

  @Get(':id')
  @Id
  @Described('lire', Produit)
  read(@Param('id', ParseIntPipe) id: number) {}

  @Put(':id')
  @Id
  @Described('remplacer', Produit)
  replace(@Param('id', ParseIntPipe) id: number, @Body() remplacement: Remplacement) {}

  @Patch(':id')
  @Id
  @Described('modifier', Produit)
  change(@Param('id', ParseIntPipe) id: number, @Body() modification: Modification) {}

  @Delete(':id')
  @HttpCode(204)
  @Id
  @Described('supprimer')
  remove(@Param('id', ParseIntPipe) id: number) {}

  @Post(':id/retrait')
  @HttpCode(200)
  @Id
  @Described('retirer', Produit)
  withdraw(@Param('id', ParseIntPipe) id: number, @Body() retrait: Retrait) {}
}

@Module({ controllers: [Produits] })
class Catalogue {}

const app = await NestFactory.create(Catalogue, new FastifyAdapter(), { logger: false });
const head = new DocumentBuilder().setTitle(TITLE).setOpenAPIVersion('3.1.0').build();
const document = SwaggerModule.createDocument(app, head);
// The decorators have no word for it: Nest refuses unknown fields where it validates.
Object.values(document.components.schemas).forEach((schema) => {
  schema.additionalProperties = false;
});
show(document);
