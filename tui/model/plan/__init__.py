"""Plans: what files, mapping rules and the journal ask for, made into changes of what the fleet holds."""
