package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.ReleaseRows;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes records of rows; columns stand in the order of {@link SqlSnapshot}'s queries. */
final class Rows {
  private Rows() {}

  static LogHead logHead(Row row) {
    return new LogHead(row.number(1), row.bytes(2), Instant.ofEpochMilli(row.number(3)));
  }

  static LogRow log(Row row) {
    return new LogRow(
        row.number(1),
        row.bytes(2),
        row.text(3),
        row.text(4),
        row.bytes(5),
        row.bytes(6),
        row.bytes(7));
  }

  static TenantRow tenant(Row row) {
    return new TenantRow(row.text(1), row.bytes(2), row.bytes(3), row.bytes(4), stamp(row, 5));
  }

  static PolicyRow policy(Row row) {
    return new PolicyRow(row.text(1), row.text(2), row.text(3), stamp(row, 4));
  }

  static ReferenceRow reference(Row row) {
    return new ReferenceRow(row.text(1), row.text(2), row.text(3), stamp(row, 4));
  }

  static KeyRow key(Row row) {
    return new KeyRow(
        row.text(1), row.text(2), row.text(3), row.integer(4) != 0, row.integer(5), stamp(row, 6));
  }

  static KeyVersionRow keyVersion(Row row) {
    return new KeyVersionRow(
        row.text(1),
        row.text(2),
        row.integer(3),
        row.bytes(4),
        Instant.ofEpochMilli(row.number(5)));
  }

  /** Of a key and one of its versions, if there is one. */
  static ReleaseRows release(Row row) {
    Row key = row.after(8);
    Row version = row.after(17);
    Row policy = row.after(22);
    return new ReleaseRows(
        tenant(row),
        found(key) ? Optional.of(key(key)) : Optional.empty(),
        found(version) ? List.of(keyVersion(version)) : List.of(),
        found(policy) ? Optional.of(policy(policy)) : Optional.empty());
  }

  private static boolean found(Row joined) {
    return !joined.text(2).isEmpty();
  }

  /** The same key's, with the versions of both. */
  static ReleaseRows joined(ReleaseRows one, ReleaseRows other) {
    return new ReleaseRows(
        one.tenant(),
        one.key(),
        Stream.concat(one.versions().stream(), other.versions().stream()).toList(),
        one.policy().or(other::policy));
  }

  static DecisionRow decision(Row row) {
    return new DecisionRow(
        row.bytes(1),
        row.text(2),
        row.text(3),
        Instant.ofEpochMilli(row.number(4)),
        row.integer(5) != 0,
        row.text(6),
        row.text(7),
        Optional.of(row.text(8)).filter(claims -> !claims.isEmpty()));
  }

  static CollateralRow collateral(Row row) {
    return new CollateralRow(
        row.text(1),
        row.text(2),
        row.bytes(3),
        row.text(4),
        row.text(5),
        Instant.ofEpochMilli(row.number(6)),
        Instant.ofEpochMilli(row.number(7)));
  }

  /** Version, digest, log index and MAC, from column {@code first} on. */
  private static Stamp stamp(Row row, int first) {
    return new Stamp(
        row.number(first), row.bytes(first + 1), row.number(first + 2), row.bytes(first + 3));
  }
}
