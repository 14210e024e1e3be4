create table produits (
    id bigint generated always as identity primary key,
    nom text not null unique,
    -- in cents: a float would lose some
    prix_centimes bigint not null check (prix_centimes >= 0),
    stock bigint not null check (stock >= 0),
    -- for searches: with the collation "C", lower() changes ASCII letters only, as the search does
    recherche text not null generated always as (lower(nom collate "C")) stored
);
