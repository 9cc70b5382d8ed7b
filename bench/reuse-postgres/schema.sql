-- What the question needs of a warehouse, as a table each: the papers of owners, and what the procedure
-- asks for. One index answers the lookup.
CREATE TABLE paper (
  id bigint PRIMARY KEY,
  owner text NOT NULL,
  type text NOT NULL,
  number text NOT NULL,
  issue_date date,
  valid_from date,
  valid_to date,
  indefinite boolean NOT NULL,
  review_state text NOT NULL
);
CREATE INDEX paper_of_owner ON paper (owner, type);

CREATE TABLE requirement (
  procedure text NOT NULL,
  code text NOT NULL,
  alternative int NOT NULL,
  type text NOT NULL,
  third_party boolean NOT NULL,
  PRIMARY KEY (procedure, code, alternative, type)
);
INSERT INTO requirement VALUES
  ('2.001646', '1', 1, 'DON_BAN_BUON_RUOU', false),
  ('2.001646', '2', 1, 'GCN_DKDN', false),
  ('2.001646', '3', 1, 'HD_NGUYEN_TAC_HE_THONG', false),
  ('2.001646', '3', 1, 'GP_BAN_LE_THUONG_NHAN', false),
  ('2.001646', '3', 2, 'GCN_CHI_NHANH', false),
  ('2.001646', '4', 1, 'HD_NHA_CUNG_CAP_RUOU', false),
  ('2.001646', '5', 1, 'GP_SX_RUOU', true),
  ('2.001646', '5', 2, 'GP_PHAN_PHOI_RUOU', true),
  ('2.001646', '5', 3, 'GP_BAN_BUON_RUOU', true);

CREATE TABLE access (at timestamptz NOT NULL DEFAULT now(), owner text NOT NULL, procedure text NOT NULL);
