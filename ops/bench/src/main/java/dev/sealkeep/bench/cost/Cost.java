package dev.sealkeep.bench.cost;

import java.util.Arrays;
import java.util.Optional;

/** The figures of a costs file. */
public enum Cost {
  /** A node's CPU for a TLS 1.3 handshake and the connection around it. */
  NODE_HANDSHAKE("node.handshake.us", "challenges over fresh connections, less those over kept"),
  /** A node's CPU for a challenge. */
  NODE_CHALLENGE("node.challenge.us", "challenges over kept connections"),
  /** A node's CPU for a release that it refuses once it has read it. */
  NODE_REFUSAL("node.refusal.us", "releases of the wrong media type over kept connections"),
  /** A node's CPU for a release, without its share of the log's transaction. */
  NODE_RELEASE("node.release.us", "releases over kept connections, less challenge and log"),
  /** A node's CPU for a transaction of the log, whatever it holds. */
  NODE_COMMIT("node.commit.us", "the log's threads, one member a transaction against several"),
  /** A node's CPU for a member of a transaction. */
  NODE_MEMBER("node.member.us", "the log's threads, one member a transaction against several"),
  /** A node's CPU for an entry that another node appended. */
  NODE_FOLLOWED("node.followed.us", "nodes that only follow while one releases; 0 on one node"),
  /** The database server's CPU for a transaction, whatever it holds. */
  DATABASE_COMMIT("database.commit.us", "its processes, one member a transaction against several"),
  /** The database server's CPU for a member of a transaction. */
  DATABASE_MEMBER("database.member.us", "the same, no longer than a further member takes"),
  /** The database server's CPU for what a release reads before its transaction. */
  DATABASE_READ("database.read.us", "what of a release's CPU no transaction has time for"),
  /** Time of a transaction in which no processor works for it: round trips and fsyncs. */
  COMMIT_IDLE(
      "commit.idle.us", "a lone guest's transaction in the calmest of 10 stretches, less CPU"),
  /** The same, for each further member. */
  MEMBER_IDLE("member.idle.us", "three guests' transactions, likewise, less those of one"),
  /** One fsync of 4 KiB, of which a transaction has one in the database, and one on the node. */
  FSYNC("fsync.us", "the median of 200 in the folder of the nodes"),
  /** A guest's CPU for a connection and its challenge; where guests share the nodes' machine. */
  GUEST_CONNECTION("guest.connection.us", "the generator's process, challenges, fresh connections"),
  /** A guest's CPU for evidence, its request and the answer; likewise. */
  GUEST_EVIDENCE("guest.evidence.us", "the generator's process, releases, less their challenges"),
  /** Bytes of a handshake and a challenge, both ways. */
  CHALLENGE_BYTES("challenge.bytes", "bodies, and 5,000 for TCP, TLS and HTTP"),
  /** Bytes of a release's request. */
  REQUEST_BYTES("request.bytes", "its body, and 500 for HTTP"),
  /** Bytes of a release's answer. */
  ANSWER_BYTES("answer.bytes", "its body, and 500 for HTTP");

  private final String key;
  private final String measuredBy;

  Cost(String key, String measuredBy) {
    this.key = key;
    this.measuredBy = measuredBy;
  }

  /** Its name in a costs file; ends with its unit. */
  public String key() {
    return key;
  }

  /** Whether it is a time in which no processor works for what it is a cost of. */
  boolean isIdle() {
    return this == COMMIT_IDLE || this == MEMBER_IDLE || this == FSYNC;
  }

  /** What it was measured on. */
  public String measuredBy() {
    return measuredBy;
  }

  /** The cost with that name. */
  public static Optional<Cost> of(String key) {
    return Arrays.stream(values()).filter(cost -> cost.key.equals(key)).findFirst();
  }
}
