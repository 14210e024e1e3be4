-- ANCHOR: tables
-- one row for each gardener who has ever ordered: it is locked while an order of theirs begins
create table if not exists jardiniers (
    nom text primary key
);

create table if not exists commandes (
    id text primary key,
    -- null once the order is abandoned: its key is free again
    cle text unique,
    jardinier text not null references jardiniers (nom),
    espece text not null,
    etat text not null
        check (etat in ('en attente', 'confirmée', 'annulée', 'abandonnée')),
    -- since when it is in this state, in milliseconds since 1970
    depuis integer not null,
    -- 1 as long as the stock has to be told that its packet is free
    a_liberer integer not null default 0
);
-- ANCHOR_END: tables

insert into jardiniers (nom) values ('noe'), ('hugo') on conflict do nothing;

insert into commandes (id, cle, jardinier, espece, etat, depuis)
values
    ('a1f0c2d4-5b6e-4f70-8a91-b2c3d4e5f601', 'noe-1', 'noe', 'Aneth', 'confirmée', 0),
    ('a1f0c2d4-5b6e-4f70-8a91-b2c3d4e5f602', 'noe-2', 'noe', 'Aneth', 'confirmée', 0),
    ('a1f0c2d4-5b6e-4f70-8a91-b2c3d4e5f603', 'noe-3', 'noe', 'Aneth', 'confirmée', 0),
    ('b7d3e5f1-0c2a-4b48-9d6e-1f2a3b4c5d01', 'hugo-1', 'hugo', 'Sauge', 'confirmée', 0)
on conflict do nothing;
