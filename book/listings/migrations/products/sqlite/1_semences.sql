-- ANCHOR: table
create table semences (
    -- autoincrement: the id of a deleted jar is never given to another one
    id integer primary key autoincrement,
    espece text not null unique,
    grammes integer not null check (grammes >= 0),
    -- ANCHOR: search
    -- the column that searches read; SQLite's lower() changes ASCII letters only
    recherche text not null generated always as (lower(espece)) stored
    -- ANCHOR_END: search
);
-- ANCHOR_END: table
