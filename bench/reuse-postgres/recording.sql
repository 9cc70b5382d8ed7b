WITH recorded AS (
  INSERT INTO access (owner, procedure)
  VALUES ('cccd:0010' || lpad((:n * 7 + 10000019)::text, 8, '0'), '2.001646'))
