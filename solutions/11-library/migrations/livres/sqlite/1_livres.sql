-- SOLUTION-BEGIN
create table livres (
    id integer primary key autoincrement,
    titre text not null,
    auteur text not null,
    exemplaires integer not null,
    disponibles integer not null check (disponibles between 0 and exemplaires)
);

-- one row for each copy that is lent: a loan has one copy of a book at most
create table reservations (
    livre integer not null references livres (id),
    emprunt integer not null,
    primary key (livre, emprunt)
);
-- SOLUTION-ELSE
-- -- Write two tables here: the books, and the reservations (a book and a loan, each pair once).
-- SOLUTION-END
