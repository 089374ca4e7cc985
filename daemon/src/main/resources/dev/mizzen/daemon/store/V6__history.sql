-- What became of each commit in each environment. If it is lost, history and the four figures begin anew.
create table release_log (
    delivery    varchar(191) not null,
    begun       timestamp with time zone not null,
    head        varchar(64)  not null,
    inputs      varchar(64)  not null,
    applied     timestamp with time zone,
    healthy     timestamp with time zone,
    degraded    timestamp with time zone,
    restored    timestamp with time zone,
    broken      timestamp with time zone,
    ended       timestamp with time zone,
    ending      varchar(32)  not null,
    primary key (delivery, begun)
);
create index release_log_begun on release_log (begun);

-- History is read by time, over all deliveries.
create index run_ended on run (ended);
create index event_at on event (at);
