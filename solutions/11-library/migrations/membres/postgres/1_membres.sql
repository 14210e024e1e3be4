-- SOLUTION-BEGIN
create table membres (
    id bigint generated always as identity primary key,
    nom text not null
);
-- SOLUTION-ELSE
-- -- Write the table of members here: id (never used again), nom.
-- SOLUTION-END
