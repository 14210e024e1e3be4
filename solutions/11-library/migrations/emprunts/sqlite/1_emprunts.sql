-- SOLUTION-BEGIN
-- one row for each member who ever borrowed: it is locked while one of their loans begins
create table emprunteurs (
    membre integer primary key
);

create table emprunts (
    -- autoincrement: the id of a loan that came to nothing is never used again
    id integer primary key autoincrement,
    -- null once the loan is abandoned: its key is free again
    cle text unique,
    membre integer not null references emprunteurs (membre),
    livre integer not null,
    etat text not null check (etat in ('en attente', 'ouvert', 'rendu', 'abandonné')),
    -- since when it is in this state, in milliseconds since 1970
    depuis integer not null,
    -- when livres is to be asked to free the copy, in milliseconds since 1970
    a_liberer integer
);

create index emprunts_membre on emprunts (membre);
create index emprunts_a_liberer on emprunts (a_liberer) where a_liberer is not null;
-- SOLUTION-ELSE
-- -- Write the table of loans here: id (never used again), cle (unique), membre, livre, etat, and what
-- -- the reconciler needs to know.
-- SOLUTION-END
