-- ANCHOR: tables
create table if not exists semences (
    espece text primary key,
    sachets integer not null,
    disponibles integer not null check (disponibles between 0 and sachets)
);

-- one row for each order that has, or had, a packet of a species
create table if not exists reservations (
    espece text not null references semences (espece),
    commande text not null,
    -- 1 once it is over: a request that arrives late does not begin it again
    liberee integer not null default 0,
    primary key (espece, commande)
);
-- ANCHOR_END: tables

insert into semences (espece, sachets, disponibles)
values ('Basilic', 5, 5), ('Menthe', 5, 5), ('Thym', 5, 5), ('Origan', 5, 5),
    ('Persil', 5, 5), ('Aneth', 5, 2), ('Sauge', 5, 4)
on conflict do nothing;

insert into reservations (espece, commande)
values ('Aneth', 'a1f0c2d4-5b6e-4f70-8a91-b2c3d4e5f601'),
    ('Aneth', 'a1f0c2d4-5b6e-4f70-8a91-b2c3d4e5f602'),
    ('Aneth', 'a1f0c2d4-5b6e-4f70-8a91-b2c3d4e5f603'),
    ('Sauge', 'b7d3e5f1-0c2a-4b48-9d6e-1f2a3b4c5d01')
on conflict do nothing;
