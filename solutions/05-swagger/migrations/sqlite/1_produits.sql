create table produits (
    -- autoincrement: the id of a deleted product is never given to another one
    id integer primary key autoincrement,
    nom text not null unique,
    -- cents, because a float loses them
    prix_centimes integer not null check (prix_centimes >= 0),
    stock integer not null check (stock >= 0),
    -- what searches look at; SQLite's lower() folds ASCII alone, as the search does
    recherche text not null generated always as (lower(nom)) stored
);
