-- null until somebody writes one
alter table cuves add column note text;
