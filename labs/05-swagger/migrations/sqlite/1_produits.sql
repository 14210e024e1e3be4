create table produits (
    -- autoincrement: the id of a deleted product is never used again
    id integer primary key autoincrement,
    nom text not null unique,
    -- in cents: a float would lose some
    prix_centimes integer not null check (prix_centimes >= 0),
    stock integer not null check (stock >= 0),
    -- for searches: lower() of SQLite changes ASCII letters only, as the search does
    recherche text not null generated always as (lower(nom)) stored
);
