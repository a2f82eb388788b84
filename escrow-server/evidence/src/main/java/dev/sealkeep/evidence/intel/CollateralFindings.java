package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What collateral says of a quote's platform and quoting enclave.
 *
 * @param tcbInfo the TCB info that counts, or why none does
 * @param qeIdentity the same of the quoting enclave
 * @param qe the level of the quoting enclave; empty without its identity, or if it reaches none
 * @param evaluation empty without TCB info
 * @param age the time since the oldest document or list that counts was issued; empty without any
 * @param faults why the quote is refused whatever a policy says
 */
record CollateralFindings(
    Selection<TcbInfo> tcbInfo,
    Selection<QeIdentity> qeIdentity,
    Optional<TcbLevel.ForSvn> qe,
    Optional<TcbEvaluation> evaluation,
    boolean revocationPresent,
    boolean revocationFresh,
    Optional<Duration> age,
    List<Reason> faults) {
  CollateralFindings {
    faults = List.copyOf(faults);
  }

  /** Holds a quoting enclave's report and a platform against a bag at a time. */
  static CollateralFindings of(
      EnclaveReport report,
      Endorsement endorsement,
      CollateralPool pool,
      IntelTee tee,
      Optional<SeamModule> seam,
      Instant at) {
    List<Reason> faults = new ArrayList<>();
    if (endorsement.standing().isEmpty()) {
      QeIdentity.knownProfile(tee).mismatch(report).ifPresent(faults::add);
      return unstanding(faults);
    }
    Endorsement.Standing standing = endorsement.standing().get();
    PckCertificate pck = endorsement.pck().orElseThrow();
    String root = standing.path().root().spkiSha256();
    Selection<QeIdentity> identity = select(pool.qeIdentities(), root, at, q -> q.tee() == tee);
    Selection<TcbInfo> info = select(pool.tcbInfos(), root, at, i -> i.fits(pck, tee));
    faults.addAll(identity.faults());
    identity
        .document()
        .map(QeIdentity::profile)
        .orElseGet(() -> QeIdentity.knownProfile(tee))
        .mismatch(report)
        .ifPresent(faults::add);
    Optional<TcbLevel.ForSvn> qe = identity.document().flatMap(q -> q.level(report.isvSvn()));
    faults.addAll(qeFaults(identity, qe, report));
    faults.addAll(info.faults());
    Optional<TcbEvaluation> evaluation =
        info.document().map(i -> TcbEvaluator.evaluate(i, pck, seam, qe));
    evaluation.ifPresent(e -> faults.addAll(e.faults()));
    return new CollateralFindings(
        info,
        identity,
        qe,
        evaluation,
        standing.revocation().present(),
        standing.revocation().freshAt(at),
        age(standing, identity, info, at),
        faults.stream().distinct().toList());
  }

  private static CollateralFindings unstanding(List<Reason> faults) {
    return new CollateralFindings(
        new Selection<>(Optional.empty(), List.of()),
        new Selection<>(Optional.empty(), List.of()),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        faults);
  }

  private static <T extends SignedCollateral> Selection<T> select(
      CollateralPool.Documents<T> documents, String root, Instant at, Predicate<T> fits) {
    return Selection.of(documents.authentic(), documents.refused(), fits, root, at);
  }

  private static List<Reason> qeFaults(
      Selection<QeIdentity> identity, Optional<TcbLevel.ForSvn> level, EnclaveReport report) {
    if (identity.document().isPresent() && level.isEmpty()) {
      return List.of(
          IntelReason.QE_UNSUPPORTED.because(
              "The quoting enclave's ISVSVN is " + report.isvSvn() + ", below every level."));
    }
    return level.filter(l -> l.standing().status() == TcbStatus.REVOKED).isPresent()
        ? List.of(IntelReason.TCB_REVOKED.because("The quoting enclave's TCB is revoked."))
        : List.of();
  }

  private static Optional<Duration> age(
      Endorsement.Standing standing,
      Selection<QeIdentity> identity,
      Selection<TcbInfo> info,
      Instant at) {
    List<Instant> dates =
        Stream.of(
                standing.revocation().oldest(),
                identity.document().map(q -> q.lifetime().issueDate()),
                info.document().map(i -> i.lifetime().issueDate()))
            .flatMap(Optional::stream)
            .toList();
    return dates.stream()
        .min(Instant::compareTo)
        .filter(oldest -> dates.stream().noneMatch(at::isBefore))
        .map(oldest -> Duration.between(oldest, at));
  }

  /** The number of the TCB recovery that both documents take account of; empty without both. */
  Optional<Integer> evaluationDataNumber() {
    return tcbInfo
        .document()
        .flatMap(
            i ->
                qeIdentity
                    .document()
                    .map(
                        q ->
                            Math.min(
                                i.lifetime().evaluationDataNumber(),
                                q.lifetime().evaluationDataNumber())));
  }
}
