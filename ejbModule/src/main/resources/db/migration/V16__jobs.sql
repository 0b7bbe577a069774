-- When a job is due next. One node moves next_ms on, and with it has to start the job.
CREATE TABLE job_schedules (
    tenant_id   VARCHAR(64)  ${exact} NOT NULL,
    job_name    VARCHAR(100) ${exact} NOT NULL,
    -- the expression and the time zone that next_ms was reckoned with
    expression  VARCHAR(300) ${exact} NOT NULL,
    -- null: off
    next_ms     BIGINT,
    -- the due time that was claimed last; 0: none
    last_ms     BIGINT                NOT NULL,
    CONSTRAINT job_schedules_pk PRIMARY KEY (tenant_id, job_name)
);

-- The runs of jobs, with the lease of the boot that each runs on.
CREATE TABLE job_runs (
    tenant_id        VARCHAR(64)   ${exact} NOT NULL,
    id               VARCHAR(40)   ${exact} NOT NULL,
    job_name         VARCHAR(100)  ${exact} NOT NULL,
    -- the job's name until the run has ended, then the run's id: one run of a job at once
    running_key      VARCHAR(100)  ${exact} NOT NULL,
    state            VARCHAR(16)   ${exact} NOT NULL,
    parameters_json  ${text}                NOT NULL,
    -- null: started by its schedule, at due_ms
    started_by       VARCHAR(256)  ${exact},
    due_ms           BIGINT,
    -- empty: nobody's, to be taken over
    owner_boot       VARCHAR(40)   ${exact} NOT NULL,
    generation       BIGINT                 NOT NULL,
    takeovers        INTEGER                NOT NULL,
    -- the batch container's own id of its latest execution
    batch_id         BIGINT,
    read_count       BIGINT                 NOT NULL,
    written_count    BIGINT                 NOT NULL,
    skipped_count    BIGINT                 NOT NULL,
    failed_count     BIGINT                 NOT NULL,
    total_count      BIGINT,
    current_item     VARCHAR(400),
    failures_json    ${text}                NOT NULL,
    report_json      ${text},
    exit_status      VARCHAR(1000),
    created_ms       BIGINT                 NOT NULL,
    started_ms       BIGINT,
    ended_ms         BIGINT,
    CONSTRAINT job_runs_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT job_runs_running UNIQUE (tenant_id, running_key)
);
CREATE INDEX job_runs_list ON job_runs (tenant_id, created_ms, id);
CREATE INDEX job_runs_state ON job_runs (tenant_id, state, created_ms);

-- Who started, stopped and restarted what; kept as long as the run.
CREATE TABLE job_actions (
    tenant_id  VARCHAR(64)  ${exact} NOT NULL,
    id         VARCHAR(40)  ${exact} NOT NULL,
    run_id     VARCHAR(40)  ${exact} NOT NULL,
    verb       VARCHAR(16)  ${exact} NOT NULL,
    -- null: Mooring itself
    actor      VARCHAR(256) ${exact},
    at_ms      BIGINT                NOT NULL,
    CONSTRAINT job_actions_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX job_actions_run ON job_actions (tenant_id, run_id, id);
