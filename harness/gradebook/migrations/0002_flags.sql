-- What was decided about a submission and may be wrong: a JSON list, each entry with its lab.
alter table submissions add column flags text not null default '[]';

-- The commit that was read, of a repository.
alter table submissions add column commit_name text;
