-- Moodle's number of the student in the download that it came from: each assignment has its own.
alter table submissions add column participant text;

-- The team that handed it in, when it is one.
alter table submissions add column team text;

-- The grades that the last reports gave: what a later command would change is held against them.
create table given (
    student integer not null references students (id),
    lab text not null,
    -- a JSON object: the points and what they were made of
    grade text not null,
    primary key (student, lab)
);
