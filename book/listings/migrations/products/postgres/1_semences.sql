create table semences (
    -- ANCHOR: id
    id bigint generated always as identity primary key,
    -- ANCHOR_END: id
    espece text not null unique,
    grammes bigint not null check (grammes >= 0),
    -- ANCHOR: search
    -- the column that searches read; with collation "C", lower() changes ASCII letters only
    recherche text not null generated always as (lower(espece collate "C")) stored
    -- ANCHOR_END: search
);
