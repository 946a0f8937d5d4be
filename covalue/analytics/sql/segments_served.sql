-- Customers by gross margin and cost to serve, each high or low beside what all customers together have. `members` and
-- `profit` are tables handed in; `served_as` is empty where the cost of goods is not known or nothing net was bought. Where
-- nothing is known of cost to serve it is by margin alone: nobody is cheap to serve only because no cost was stated.
SELECT
  members.*,
  CASE
    WHEN goods IS NULL OR profit.net <= 0 THEN ''
    WHEN NOT $serving_known AND 1 - goods / profit.net >= margin THEN 'high_margin'
    WHEN NOT $serving_known THEN 'low_margin'
    WHEN 1 - goods / profit.net >= margin AND served / profit.net <= serving THEN 'passive'
    WHEN 1 - goods / profit.net >= margin THEN 'carriage'
    WHEN served / profit.net <= serving THEN 'bargain'
    ELSE 'aggressive'
  END AS served_as
FROM (SELECT *, coalesce(account_id::VARCHAR, source || chr(31) || key) AS identity FROM members) AS members
LEFT JOIN profit USING (identity)
CROSS JOIN (
  SELECT
    1 - sum(goods) / nullif(sum(net), 0) AS margin,
    sum(served) / nullif(sum(net), 0) AS serving
  FROM profit
  WHERE goods IS NOT NULL
) AS together
ORDER BY value DESC, key
