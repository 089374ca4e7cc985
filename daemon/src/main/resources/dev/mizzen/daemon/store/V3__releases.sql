-- What each delivery's release held on each cluster when it was rendered, so that it need not be rendered to know that it is there.
create table applied_release (
    delivery    varchar(191) not null,
    cluster     varchar(63)  not null,
    inputs      varchar(64)  not null,
    objects     varchar(1000000) not null,
    primary key (delivery, cluster)
);
