-- What people are asked to approve, and what they approved. If it is lost, they are asked again.
create table approval (
    id          varchar(36)  primary key,
    digest      varchar(64)  not null,
    reason      varchar(32)  not null,
    message     varchar(4000) not null,
    covers      text         not null,
    asked       timestamp with time zone not null,
    approver    varchar(63),
    given       timestamp with time zone,
    remaining   text         not null,
    ending      varchar(32),
    ended       timestamp with time zone
);
create index approval_ended on approval (ended, given);

-- What happened to a delivery as a whole happened on no cluster of its own.
alter table event alter column cluster drop not null;
