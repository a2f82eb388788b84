package dev.sealkeep.service.fault.inject;

import dev.sealkeep.service.fault.network.Cluster;
import dev.sealkeep.service.fault.network.DatabaseMember;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What happens to the database server. */
final class DatabaseFaults {
  private static final Set<String> SERVER = Set.of("database");
  private static final int CUT_MILLIS = 120;

  /** Those that every release reads or writes. */
  private static final List<String> TABLES =
      List.of("sealing_key", "policy", "log_entry", "decision", "evidence", "spent_challenge");

  private final DatabaseMember database;

  DatabaseFaults(Cluster cluster) {
    this.database = cluster.database();
  }

  static Set<Integer> everyNode() {
    return IntStream.rangeClosed(1, Cluster.NODES).boxed().collect(Collectors.toSet());
  }

  Fault restarted() {
    return new Simple("the database stopped", SERVER, everyNode(), database::stop, database::start);
  }

  Fault killed() {
    return new Simple("the database killed", SERVER, everyNode(), database::kill, database::start);
  }

  Fault killedAgainAndAgain() {
    return new Repeated(
        "the database killed again and again",
        SERVER,
        everyNode(),
        database::kill,
        database::start,
        1_000);
  }

  Fault paused() {
    return new Simple(
        "the database paused", SERVER, everyNode(), database::pause, database::resume);
  }

  Fault connectionsCut() {
    return new Repeated(
        "the database's connections cut again and again",
        SERVER,
        Set.of(),
        database::cutConnections,
        () -> {},
        CUT_MILLIS);
  }

  Fault headHeld() {
    return new Simple(
        "the log's head held by a session that was forgotten",
        SERVER,
        everyNode(),
        database::holdHead,
        database::letGo);
  }

  Fault tableHeld(Random random) {
    String table = TABLES.get(random.nextInt(TABLES.size()));
    return new Simple(
        "the table " + table + " held by maintenance",
        SERVER,
        everyNode(),
        () -> database.holdTable(table),
        database::letGo);
  }

  /** A node that gets in first keeps a connection, so none has to notice. */
  Fault connectionsTaken() {
    return new Simple(
        "the database's connections taken by others",
        SERVER,
        Set.of(),
        database::takeConnections,
        database::letGo);
  }

  Fault readOnly() {
    return new Simple(
        "the database read-only",
        SERVER,
        everyNode(),
        () -> database.readOnly(true),
        () -> database.readOnly(false));
  }
}
