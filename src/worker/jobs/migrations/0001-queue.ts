import type { Migration } from "#storage/database";

/**
 * Jobs, the series that they work on, their finished trials, and scores that later jobs may use again. Times are milliseconds since
 * 1970. A job that is pending, running, retrying, paused or completed is the only one of its key.
 */
export const queue: Migration = {
  name: "queue",
  sql: `
    create table jobs (
      sequence integer primary key autoincrement,
      id text not null unique,
      kind text not null,
      key text not null,
      name text not null,
      about text not null,
      dataset text not null,
      state text not null check (state in ('pending', 'running', 'paused', 'retrying', 'completed', 'failed', 'cancelled')),
      priority integer not null,
      batch text,
      settings text not null,
      models text not null,
      when_lost text not null,
      created_ms integer not null,
      started_ms integer,
      finished_ms integer,
      running_ms real not null default 0,
      owner text,
      lease_until_ms integer,
      error text,
      retry_at_ms integer,
      retries integer not null default 0,
      losses integer not null default 0,
      merged integer not null default 0,
      total integer not null default 0,
      completed integer not null default 0,
      failed integer not null default 0,
      timed_out integer not null default 0,
      reused integer not null default 0,
      last_log text
    ) strict;
    create unique index jobs_by_key on jobs (key) where state not in ('failed', 'cancelled');
    create index jobs_by_turn on jobs (state, priority, sequence);

    create table contents (
      sha256 text primary key,
      usual_seasons text not null,
      packed blob not null
    ) strict;

    create table job_series (
      job integer not null references jobs (sequence) on delete cascade,
      place integer not null,
      series text not null,
      content text not null references contents (sha256),
      primary key (job, place)
    ) strict, without rowid;
    create index job_series_by_content on job_series (content);

    create table results (
      id integer primary key,
      key text not null unique
    ) strict;

    create table scores (
      result integer not null references results (id) on delete cascade,
      origin integer not null,
      score blob not null,
      primary key (result, origin)
    ) strict, without rowid;

    create table trials (
      job integer not null references jobs (sequence) on delete cascade,
      series integer not null,
      method text not null,
      stage text not null,
      outcome text not null check (outcome in ('finished', 'failed', 'timed-out')),
      is_counted integer not null,
      is_reused integer not null,
      seconds real not null,
      origins text not null,
      parameters text,
      error text,
      result integer references results (id),
      primary key (job, series, method, stage)
    ) strict, without rowid;
    create index trials_by_result on trials (result);
  `,
};
