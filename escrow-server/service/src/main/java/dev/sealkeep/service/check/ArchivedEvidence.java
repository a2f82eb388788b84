package dev.sealkeep.service.check;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.sql.Row;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.wire.Sha2;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether each archived blob has the digest that it is kept under, and each that the log names is
 * there.
 */
final class ArchivedEvidence {
  /** Blobs of up to 1 MiB. */
  private static final long PAGE = 16;

  private static final long CHUNK = 256;

  private final OfflineStore store;
  private final Findings findings;

  ArchivedEvidence(OfflineStore store, Findings findings) {
    this.store = store;
    this.findings = findings;
  }

  void check(long entries) {
    byte[] after = new byte[0];
    List<byte[]> page = page(after);
    while (!page.isEmpty()) {
      after = page.getLast();
      page = page(after);
    }
    for (long from = 0; from < entries; from += CHUNK) {
      named(from).forEach(this::requireArchived);
    }
  }

  /** Checks some blobs and yields their digests; the empty byte string sorts before any digest. */
  private List<byte[]> page(byte[] after) {
    return store
        .link()
        .query(
            "SELECT digest, evidence_blob FROM evidence WHERE digest > ? ORDER BY digest LIMIT ?",
            this::checked,
            after,
            PAGE);
  }

  private byte[] checked(Row row) {
    byte[] digest = row.bytes(1);
    if (!Arrays.equals(Sha2.sha256(row.bytes(2)), digest)) {
      findings.add(
          StoreFinding.Code.EVIDENCE_CHANGED,
          "the evidence kept as %s has another digest".formatted(HexFormat.of().formatHex(digest)));
    }
    return digest;
  }

  private Set<Digest> named(long from) {
    Set<Digest> named = new HashSet<>();
    for (LogRow row : store.read(snapshot -> snapshot.log(from, from + CHUNK))) {
      if (Entry.decode(row.entry()) instanceof LogResult.Accepted<Entry>(Entry entry)) {
        decision(entry)
            .flatMap(decision -> decision.evidence().stream())
            .flatMap(item -> Stream.of(item.evidence(), item.auxiliary()))
            .forEach(named::add);
      }
    }
    return named;
  }

  private static Stream<Entry.Decision> decision(Entry entry) {
    return switch (entry) {
      case Entry.Release release -> Stream.of(release.decision());
      case Entry.Preflight preflight -> Stream.of(preflight.decision());
      case Entry.Denial denial -> Stream.of(denial.decision());
      case Entry.State _, Entry.Counts _, Entry.Open _ -> Stream.empty();
    };
  }

  private void requireArchived(Digest digest) {
    boolean archived =
        !store
            .link()
            .query("SELECT 1 FROM evidence WHERE digest = ?", row -> row.integer(1), digest.bytes())
            .isEmpty();
    if (!archived) {
      findings.add(
          StoreFinding.Code.REFERENCE_MISSING,
          "the log names the evidence %s, which is not archived".formatted(digest));
    }
  }
}
