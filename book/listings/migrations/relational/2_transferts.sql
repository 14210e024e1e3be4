create table transferts (
    id integer primary key,
    de integer not null references cuves (id),
    vers integer not null references cuves (id),
    litres integer not null check (litres > 0)
) strict;
