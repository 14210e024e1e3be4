-- SOLUTION-BEGIN
create table livres (
    id bigint generated always as identity primary key,
    titre text not null,
    auteur text not null,
    exemplaires bigint not null,
    disponibles bigint not null check (disponibles between 0 and exemplaires)
);

-- one row for each copy that is lent: a loan has one copy of a book at most
create table reservations (
    livre bigint not null references livres (id),
    emprunt bigint not null,
    primary key (livre, emprunt)
);
-- SOLUTION-ELSE
-- -- Write two tables here: the books, and the reservations (a book and a loan, each pair once).
-- SOLUTION-END
