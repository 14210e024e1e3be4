create table produits (
    id bigint generated always as identity primary key,
    nom text not null unique,
    -- cents, because a float loses them
    prix_centimes bigint not null check (prix_centimes >= 0),
    stock bigint not null check (stock >= 0),
    -- what searches look at; the collation "C" makes lower() fold ASCII alone, as the search does
    recherche text not null generated always as (lower(nom collate "C")) stored
);
