-- How environments fare with what is pinned in them, the pins in force.
create table promotion_trial (
    delivery    varchar(191)  not null primary key,
    pin         varchar(64)   not null,
    delivered   timestamp with time zone,
    failed      timestamp with time zone,
    why         varchar(4000),
    good_pin    varchar(64),
    good_head   varchar(64)
);
