-- The grants go with the functions they are on.
SELECT 1;
