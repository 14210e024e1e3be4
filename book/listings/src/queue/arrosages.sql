create table if not exists arrosages (
    id text primary key,
    serre text not null,
    litres bigint not null check (litres > 0),
    etat text not null check (etat in ('en attente', 'traité'))
);
