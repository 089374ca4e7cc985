-- Which inputs of its base a delivery was healthy with for long enough, the last ones.
create table promotion_proof (
    delivery    varchar(191)  not null primary key,
    inputs      varchar(64)   not null,
    at          timestamp with time zone not null
);
