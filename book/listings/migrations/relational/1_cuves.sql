create table cuves (
    id integer primary key,
    nom text not null unique,
    -- the water that is in it now
    litres integer not null check (litres >= 0)
) strict;
