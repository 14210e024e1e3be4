-- null until somebody has written one
alter table cuves add column note text;
