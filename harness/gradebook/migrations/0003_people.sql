-- no-transaction
-- Two people of one name are told apart by what the list of the class has of them. SQLite changes no
-- `unique`, so the table is made anew; while it is gone nothing may refer to it. When this was interrupted, it
-- can be run again.
pragma foreign_keys = off;
begin;
drop table if exists people;
create table people (
    id integer primary key,
    name text not null,
    -- Moodle's number; empty when there is none, so that it can be part of a key
    participant text not null,
    -- the student number, else the e-mail address or the login; empty when the list says nothing
    number text not null default '',
    -- safe as a file name
    folder text not null unique,
    -- what the student reads, when the list of the class says so
    lang text,
    -- number, e-mail, login and Moodle's number, as the list has them: a JSON object
    contact text not null default '{}',
    unique (name, participant, number)
);
insert into people (id, name, participant, folder, lang)
    select id, name, participant, folder, lang from students;
drop table students;
alter table people rename to students;
commit;
pragma foreign_keys = on;
