-- Which pull requests were told what they change, as they were then.
create table pull_told (
    source      varchar(63)   not null,
    pull        varchar(40)   not null,
    tip         varchar(64)   not null,
    base        varchar(64)   not null,
    primary key (source, pull)
);
