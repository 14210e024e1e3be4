// The routes of an Express server: swagger-jsdoc reads the comments, never the code.

/**
 * @openapi
 * tags:
 *   - name: produits
 *     description: Les produits
 * components:
 *   parameters:
 *     Id:
 *       name: id
 *       in: path
 *       required: true
 *       schema: { type: integer }
 *   responses:
 *     Erreur:
 *       description: Pourquoi la requête est refusée
 *       content:
 *         application/json:
 *           schema: { $ref: '#/components/schemas/Erreur' }
 *     Produit:
 *       description: Le produit
 *       content:
 *         application/json:
 *           schema: { $ref: '#/components/schemas/Produit' }
 *   schemas:
 *     Montant: { type: integer, minimum: 0, maximum: 9007199254740991 }
 *     Nom:
 *       type: string
 *       pattern: '^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u0000](?:[^\u0000]{0,98}[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u0000])?[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$'
 *     Produit:
 *       type: object
 *       required: [id, nom, prix_centimes, stock]
 *       properties:
 *         id: { type: integer }
 *         nom: { type: string, minLength: 1, maxLength: 100 }
 *         prix_centimes: { $ref: '#/components/schemas/Montant' }
 *         stock: { $ref: '#/components/schemas/Montant' }
 *     Modification:
 *       type: object
 *       additionalProperties: false
 *       properties:
 *         nom: { $ref: '#/components/schemas/Nom' }
 *         prix_centimes: { $ref: '#/components/schemas/Montant' }
 *         stock: { $ref: '#/components/schemas/Montant' }
 *     Creation:
 *       allOf: [{ $ref: '#/components/schemas/Modification' }]
 *       required: [nom, prix_centimes]
 *     Remplacement:
 *       allOf: [{ $ref: '#/components/schemas/Modification' }]
 *       required: [nom, prix_centimes, stock]
 *     Retrait:
 *       type: object
 *       additionalProperties: false
 *       required: [quantite]
 *       properties:
 *         quantite: { type: integer, minimum: 1 }
 *     Page:
 *       type: object
 *       required: [produits, suivant]
 *       properties:
 *         produits:
 *           type: array
 *           items: { $ref: '#/components/schemas/Produit' }
 *         suivant: { type: [integer, 'null'] }
 *     Erreur:
 *       type: object
 *       required: [erreur]
 *       properties:
 *         erreur: { type: string }
 */

/**
 * @openapi
 * /api/produits:
 *   get:
 *     operationId: lister
 *     summary: Lister les produits
 *     tags: [produits]
 *     parameters:
 *       - name: limite
 *         in: query
 *         schema: { type: integer, minimum: 1, maximum: 100, default: 20 }
 *       - name: apres
 *         in: query
 *         schema: { type: [integer, 'null'], minimum: 0 }
 *       - name: q
 *         in: query
 *         schema: { type: string }
 *     responses:
 *       200:
 *         description: Une page
 *         content:
 *           application/json:
 *             schema: { $ref: '#/components/schemas/Page' }
 *       400: { $ref: '#/components/responses/Erreur' }
 */

/**
 * @openapi
 * /api/produits:
 *   post:
 *     operationId: creer
 *     summary: Créer un produit
 *     tags: [produits]
 *     requestBody:
 *       required: true
 *       content:
 *         application/json:
 *           schema: { $ref: '#/components/schemas/Creation' }
 *     responses:
 *       201: { $ref: '#/components/responses/Produit' }
 *       400: { $ref: '#/components/responses/Erreur' }
 *       409: { $ref: '#/components/responses/Erreur' }
 *       415: { $ref: '#/components/responses/Erreur' }
 *       422: { $ref: '#/components/responses/Erreur' }
 */

/**
 * @openapi
 * /api/produits/{id}:
 *   parameters:
 *     - $ref: '#/components/parameters/Id'
 *   get:
 *     operationId: lire
 *     summary: Lire un produit
 *     tags: [produits]
 *     responses:
 *       200: { $ref: '#/components/responses/Produit' }
 *       400: { $ref: '#/components/responses/Erreur' }
 *       404: { $ref: '#/components/responses/Erreur' }
 */

/**
 * @openapi
 * /api/produits/{id}:
 *   put:
 *     operationId: remplacer
 *     summary: Remplacer un produit
 *     tags: [produits]
 *     requestBody:
 *       required: true
 *       content:
 *         application/json:
 *           schema: { $ref: '#/components/schemas/Remplacement' }
 *     responses:
 *       200: { $ref: '#/components/responses/Produit' }
 *       400: { $ref: '#/components/responses/Erreur' }
 *       404: { $ref: '#/components/responses/Erreur' }
 *       409: { $ref: '#/components/responses/Erreur' }
 *       415: { $ref: '#/components/responses/Erreur' }
 *       422: { $ref: '#/components/responses/Erreur' }
 */

/**
 * @openapi
 * /api/produits/{id}:
 *   patch:
 *     operationId: modifier
 *     summary: Modifier un produit
 *     tags: [produits]
 *     requestBody:
 *       required: true
 *       content:
 *         application/json:
 *           schema: { $ref: '#/components/schemas/Modification' }
 *     responses:
 *       200: { $ref: '#/components/responses/Produit' }
 *       400: { $ref: '#/components/responses/Erreur' }
 *       404: { $ref: '#/components/responses/Erreur' }
 *       409: { $ref: '#/components/responses/Erreur' }
 *       415: { $ref: '#/components/responses/Erreur' }
 *       422: { $ref: '#/components/responses/Erreur' }
 */

/**
 * @openapi
 * /api/produits/{id}:
 *   delete:
 *     operationId: supprimer
 *     summary: Supprimer un produit
 *     tags: [produits]
 *     responses:
 *       204: { description: Supprimé }
 *       400: { $ref: '#/components/responses/Erreur' }
 *       404: { $ref: '#/components/responses/Erreur' }
 */

/**
 * @openapi
 * /api/produits/{id}/retrait:
 *   parameters:
 *     - $ref: '#/components/parameters/Id'
 *   post:
 *     operationId: retirer
 *     summary: Retirer du stock
 *     tags: [produits]
 *     requestBody:
 *       required: true
 *       content:
 *         application/json:
 *           schema: { $ref: '#/components/schemas/Retrait' }
 *     responses:
 *       200: { $ref: '#/components/responses/Produit' }
 *       400: { $ref: '#/components/responses/Erreur' }
 *       404: { $ref: '#/components/responses/Erreur' }
 *       409: { $ref: '#/components/responses/Erreur' }
 *       415: { $ref: '#/components/responses/Erreur' }
 *       422: { $ref: '#/components/responses/Erreur' }
 */
