-- A column gets another name while two versions of the service use the table.

-- ANCHOR: expand
alter table plantes add column hauteur_cm integer;
-- ANCHOR_END: expand

-- ANCHOR: copy
update plantes set hauteur_cm = hauteur where hauteur_cm is null;
-- ANCHOR_END: copy

-- ANCHOR: contract
alter table plantes drop column hauteur;
-- ANCHOR_END: contract
