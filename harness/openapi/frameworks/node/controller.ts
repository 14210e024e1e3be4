import {
  Body,
  Controller,
  Delete,
  Get,
  OperationId,
  Patch,
  Path,
  Post,
  Put,
  Query,
  Response,
  Route,
  SuccessResponse,
  Tags,
} from 'tsoa';

/**
 * @pattern ^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u0000](?:[^\u0000]{0,98}[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u0000])?[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$
 */
type Nom = string;

/**
 * @isInt
 * @minimum 0
 * @maximum 9007199254740991
 */
type Amount = number;

interface Produit {
  /** @isInt */
  id: number;
  /**
   * @minLength 1
   * @maxLength 100
   */
  nom: string;
  prix_centimes: Amount;
  stock: Amount;
}

interface Remplacement {
  nom: Nom;
  prix_centimes: Amount;
  stock: Amount;
}

interface Creation {
  nom: Nom;
  prix_centimes: Amount;
  stock?: Amount;
}

interface Modification {
  nom?: Nom;
  prix_centimes?: Amount;
  stock?: Amount;
}

interface Retrait {
  /**
   * @isInt
   * @minimum 1
   */
  quantite: number;
}

interface Page {
  produits: Produit[];
  /** @isInt */
  suivant: number | null;
}

interface Erreur {
  erreur: string;
}

@Route('api/produits')
@Tags('produits')
@Response<Erreur>(400, 'un paramètre ou le corps est illisible')
export class Produits extends Controller {
  /**
   * @summary Lister les produits
   * @isInt limite
   * @minimum limite 1
   * @maximum limite 100
   * @isInt apres
   * @minimum apres 0
   */
  @Get()
  @OperationId('lister')
  public list(
    @Query() limite: number = 20,
    @Query() apres?: number | null,
    @Query() q?: string,
  ): Page {
    throw new Error();
  }

  /** @summary Créer un produit */
  @Post()
  @OperationId('creer')
  @SuccessResponse(201, 'Créé')
  @Response<Erreur>(409, 'le nom est déjà pris')
  @Response<Erreur>(415, 'le corps n’est pas déclaré comme du JSON')
  @Response<Erreur>(422, 'le corps enfreint une règle')
  public create(@Body() creation: Creation): Produit {
    throw new Error();
  }

  /**
   * @summary Lire un produit
   * @isInt id
   */
  @Get('{id}')
  @OperationId('lire')
  @Response<Erreur>(404, 'aucun produit n’a cet identifiant')
  public read(@Path() id: number): Produit {
    throw new Error();
  }

  /**
   * @summary Remplacer un produit
   * @isInt id
   */
  @Put('{id}')
  @OperationId('remplacer')
  @Response<Erreur>(404, 'aucun produit n’a cet identifiant')
  @Response<Erreur>(409, 'le nom est déjà pris')
  @Response<Erreur>(415, 'le corps n’est pas déclaré comme du JSON')
  @Response<Erreur>(422, 'le corps enfreint une règle')
  public replace(@Path() id: number, @Body() remplacement: Remplacement): Produit {
    throw new Error();
  }

  /**
   * @summary Modifier un produit
   * @isInt id
   */
  @Patch('{id}')
  @OperationId('modifier')
  @Response<Erreur>(404, 'aucun produit n’a cet identifiant')
  @Response<Erreur>(409, 'le nom est déjà pris')
  @Response<Erreur>(415, 'le corps n’est pas déclaré comme du JSON')
  @Response<Erreur>(422, 'le corps enfreint une règle')
  public change(@Path() id: number, @Body() modification: Modification): Produit {
    throw new Error();
  }

  /**
   * @summary Supprimer un produit
   * @isInt id
   */
  @Delete('{id}')
  @OperationId('supprimer')
  @Response<Erreur>(404, 'aucun produit n’a cet identifiant')
  public remove(@Path() id: number): void {}

  /**
   * @summary Retirer du stock
   * @isInt id
   */
  @Post('{id}/retrait')
  @OperationId('retirer')
  @Response<Erreur>(404, 'aucun produit n’a cet identifiant')
  @Response<Erreur>(409, 'le stock est trop bas')
  @Response<Erreur>(415, 'le corps n’est pas déclaré comme du JSON')
  @Response<Erreur>(422, 'le corps enfreint une règle')
  public withdraw(@Path() id: number, @Body() retrait: Retrait): Produit {
    throw new Error();
  }
}
