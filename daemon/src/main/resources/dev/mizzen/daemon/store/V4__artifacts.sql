-- What was found once for an artifact that no lock names: it means the same from then on.
create table artifact_pin (
    source      varchar(63)   not null,
    wanted      varchar(64)   not null,
    asked       varchar(2000) not null,
    pin         varchar(400)  not null,
    primary key (source, wanted)
);
