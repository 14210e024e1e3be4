-- The gradebook: what was handed in, what was judged, what a person changed. Nothing is ever
-- overwritten: a new submission, judgement or override is a new row; of one that comes again the
-- earliest time is kept.

create table if not exists meta (
    key text primary key,
    value text not null
);

create table if not exists students (
    id integer primary key,
    name text not null,
    -- Moodle's number; empty when there is none, so that it can be part of a key
    participant text not null,
    -- safe as a file name, one to one
    folder text not null unique,
    -- what the student reads, when the list of the class says so
    lang text,
    unique (name, participant)
);

-- What a student handed in, each time that it was different.
create table if not exists submissions (
    id integer primary key,
    student integer not null references students (id),
    digest text not null,
    source text not null,
    -- seconds since 1970, UTC
    handed_in integer,
    refused text,
    left_out text not null,
    -- the number of the last batch that saw it: of each lab the latest work counts
    batch integer not null,
    -- how many of the same student came before it in that batch
    rank integer not null,
    unique (student, digest)
);

-- The work on one lab: the same for all who handed in the same files.
create table if not exists works (
    digest text not null,
    lab text not null,
    files text not null,
    primary key (digest, lab)
);

create table if not exists submitted_works (
    submission integer not null references submissions (id),
    lab text not null,
    digest text not null,
    primary key (submission, lab)
);

-- A start of judging. One without an end was interrupted.
create table if not exists attempts (
    id integer primary key,
    digest text not null,
    lab text not null,
    suite text not null,
    starter text not null,
    toolchain text not null,
    tier text not null,
    lang text not null,
    error text
);

create table if not exists judgements (
    id integer primary key,
    digest text not null,
    lab text not null,
    suite text not null,
    starter text not null,
    toolchain text not null,
    tier text not null,
    lang text not null,
    seed integer not null,
    outcome text not null,
    -- in hundredths of a point
    hundredths integer not null,
    -- of the judgements of one work the one with the greatest number counts; a judgement without one
    -- is what a regrade proposes
    counts integer,
    unique (digest, lab, suite, starter, toolchain, tier, lang)
);

create table if not exists overrides (
    id integer primary key,
    student integer not null references students (id),
    lab text not null,
    hundredths integer not null,
    reason text not null,
    who text not null,
    at integer not null
);

create table if not exists exams (
    student integer primary key references students (id),
    -- out of 20, in hundredths
    hundredths integer not null
);
