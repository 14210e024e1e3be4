-- SOLUTION-BEGIN
create table membres (
    -- autoincrement: the id of a deleted member is never used again
    id integer primary key autoincrement,
    nom text not null
);
-- SOLUTION-ELSE
-- -- Write the table of members here: id (never used again), nom.
-- SOLUTION-END
