-- What becomes of a workdir that Mooring made once its last session is deleted: null while it is
-- used, GOING until its files are removed, GONE afterwards.
ALTER TABLE workdirs ADD COLUMN fate VARCHAR(16) ${exact};
CREATE INDEX workdirs_fate ON workdirs (tenant_id, fate);
