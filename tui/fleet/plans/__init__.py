"""Plans of a fleet: read from files, proposed, followed to their hosts, compared with what is there, carried out."""
