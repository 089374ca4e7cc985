-- Which pin each delivery follows; pin is null where it follows the branch. If it is lost, Git's history tells of the pin before.
create table pin_followed (
    delivery    varchar(191) not null primary key,
    pin         varchar(64)
);

-- Which environments are frozen. If it is lost, nothing is.
create table environment_freeze (
    source      varchar(63)   not null,
    environment varchar(63)   not null,
    since       timestamp with time zone not null,
    until       timestamp with time zone not null,
    reason      varchar(400)  not null,
    who         varchar(63)   not null,
    primary key (source, environment)
);
