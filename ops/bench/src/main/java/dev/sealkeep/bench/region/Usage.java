package dev.sealkeep.bench.region;

/**
 * What was used from the first guest's power-on to a moment. Shares are of what there is, from 0 to
 * 1.
 *
 * @param seconds the moment
 * @param nodeCpu share of the processors of the node that used most; of the machine, if all share
 *     it
 * @param databaseCpu share of the database server's processors
 * @param logOrder share of what the order of the log can take, which is full transactions one after
 *     the other
 * @param logLocked share of the time in which the log-head row was locked, by transactions of any
 *     size; near 1 long before the order is used up, since they grow while they wait
 * @param databaseFsync share of the time in which an fsync for a COMMIT ran
 * @param vendor share of what the vendor hands out
 * @param gigabits in a second, of each node, both ways
 * @param commits transactions of the log
 * @param members releases in them
 * @param lookups of certificates that a node's memory could not answer
 * @param fetched certificates that the vendor handed out
 * @param throttled requests that the vendor answered with 429
 * @param mostOpen the most connections that a node had open
 */
record Usage(
    double seconds,
    double nodeCpu,
    double databaseCpu,
    double logOrder,
    double logLocked,
    double databaseFsync,
    double vendor,
    double gigabits,
    long commits,
    long members,
    long lookups,
    long fetched,
    long throttled,
    int mostOpen) {}
