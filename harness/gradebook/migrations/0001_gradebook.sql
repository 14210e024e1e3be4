-- The gradebook: what was handed in, what was judged, what a person changed. Nothing is ever
-- overwritten: a new submission, judgement or override is a new row; of one that comes again the
-- earliest time is kept.

create table settings (
    key text primary key,
    value text not null
);

create table students (
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
create table submissions (
    id integer primary key,
    student integer not null references students (id),
    digest text not null,
    source text not null,
    -- seconds since 1970, UTC
    handed_in integer,
    refused text,
    left_out text not null,
    -- the number of the last batch that saw it: of each lab the latest files count
    batch integer not null,
    -- how many of the same student came before it in that batch
    rank integer not null,
    unique (student, digest)
);

-- The files of one lab: the same row for all who handed in the same files.
create table files (
    id integer primary key,
    lab text not null,
    digest text not null,
    content text not null,
    unique (lab, digest)
);

create table submitted_labs (
    submission integer not null references submissions (id),
    lab text not null,
    files integer not null references files (id),
    primary key (submission, lab)
);

-- A judge, with its checks: their names, points and texts.
create table suites (
    id integer primary key,
    digest text not null unique,
    checks text not null
);

-- What a judgement belongs to: these files, judged like this.
create table keys (
    id integer primary key,
    files integer not null references files (id),
    suite integer not null references suites (id),
    starter text not null,
    toolchain text not null,
    tier text not null,
    unique (files, suite, starter, toolchain, tier)
);

-- A start of judging. One without an end was interrupted.
create table attempts (
    id integer primary key,
    key integer not null references keys (id),
    error text
);

create table judgements (
    id integer primary key,
    key integer not null unique references keys (id),
    seed integer not null,
    outcome text not null,
    -- in hundredths of a point
    earned integer not null,
    -- of the judgements of the same files the one with the greatest number counts; a judgement without
    -- one is what a regrade proposes
    counts integer
);

create table overrides (
    id integer primary key,
    student integer not null references students (id),
    lab text not null,
    -- in hundredths of a point
    points integer not null,
    reason text not null,
    who text not null,
    -- seconds since 1970, UTC
    at integer not null
);

create table exams (
    student integer primary key references students (id),
    -- out of 20, in hundredths
    grade integer not null
);
