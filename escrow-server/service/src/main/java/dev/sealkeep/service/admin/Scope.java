package dev.sealkeep.service.admin;

import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.log.LogMember;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.Recorded;
import dev.sealkeep.service.state.StateReader;
import dev.sealkeep.service.state.StateWriter;
import java.util.concurrent.CompletableFuture;

/**
 * What the administrative handlers share.
 *
 * @param store where state lives
 * @param reader reads state rows
 * @param writer makes changes of state
 * @param log commits them
 */
public record Scope(Store store, StateReader reader, StateWriter writer, LogWriter log) {
  /** The keys of a tenant that exists. */
  TenantKeys keys(Snapshot snapshot, String tenant) {
    return reader
        .tenant(snapshot, tenant)
        .orElseThrow(() -> notFound("There is no tenant '" + tenant + "'."));
  }

  /** Commits a change; yields what it wrote. */
  <T> CompletableFuture<T> commit(LogMember<T> member) {
    return log.submit(member).thenApply(Recorded::value);
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(Problem.Kind.NOT_FOUND, detail);
  }
}
