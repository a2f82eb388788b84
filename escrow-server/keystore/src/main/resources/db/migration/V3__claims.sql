-- What the evidence claimed when it was decided on, as JSON: the collateral of that time, which it
-- also rests on, is replaced by newer. Null for decisions of earlier releases.
ALTER TABLE decision ADD COLUMN claims TEXT;
