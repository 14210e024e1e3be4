-- What was decided about a submission and may be wrong: a JSON list, each entry with its lab.
alter table submissions add column flags text not null default '[]';

-- The commit that was read, of a repository.
alter table submissions add column commit_name text;

-- More time for a student's lab; of several the latest row counts.
create table extensions (
    id integer primary key,
    student integer not null references students (id),
    lab text not null,
    -- seconds since 1970, UTC
    until integer not null,
    reason text not null,
    who text not null,
    at integer not null
);
