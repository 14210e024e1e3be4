create table semences (
    -- ANCHOR: id
    id bigint generated always as identity primary key,
    -- ANCHOR_END: id
    espece text not null unique,
    grammes bigint not null check (grammes >= 0),
    -- ANCHOR: search
    -- what a search looks at; the collation "C" makes lower() know ASCII alone
    recherche text not null generated always as (lower(espece collate "C")) stored
    -- ANCHOR_END: search
);
