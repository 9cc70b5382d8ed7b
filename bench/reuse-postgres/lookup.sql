\set n random(0, :owners - 1)
SELECT r.code, r.alternative, r.type, p.id, p.number, p.issue_date, p.valid_from, p.valid_to,
       p.indefinite OR '2026-11-23' BETWEEN p.valid_from AND p.valid_to AS reusable
FROM requirement r
LEFT JOIN paper p ON p.owner = 'cccd:0010' || lpad((:n * 7 + 10000019)::text, 8, '0')
                 AND p.type = r.type AND p.review_state = 'approved' AND NOT r.third_party
WHERE r.procedure = '2.001646'
ORDER BY r.code, r.alternative, r.type;
