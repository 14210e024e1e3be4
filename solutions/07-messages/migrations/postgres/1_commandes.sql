-- SOLUTION-BEGIN
create table commandes (
    id text primary key,
    produit text not null,
    quantite bigint not null check (quantite > 0),
    etat text not null check (etat in ('en attente', 'traitée'))
);

-- for the sum of what was sold of a product
create index commandes_produit on commandes (produit);
-- SOLUTION-ELSE
-- -- Write the table `commandes` here: id (text, the primary key), produit, quantite, etat.
-- SOLUTION-END
