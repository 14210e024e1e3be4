create table cuves (
    id integer primary key,
    nom text not null unique,
    -- the water that it holds now
    litres integer not null check (litres >= 0)
) strict;
